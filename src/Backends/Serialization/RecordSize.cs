using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// What a record weighs in memory, approximately: a constant for types without references, else the sum over strings, arrays, lists,
/// dictionaries and nested objects. Other collections count so much per item, parts whose type is not known statically a constant; of
/// objects within others of their type no more are weighed than a bound.
/// </summary>
internal static class RecordSize<T>
{
    private static readonly Func<T, long>? Beyond = RecordSizeCompiler.Compile<T>();

    /// <summary>Whether every record weighs <see cref="Constant"/>; then batches need no weighing.</summary>
    public static readonly bool IsConstant = Beyond is null;

    /// <summary>Bytes of the value itself, without what it refers to.</summary>
    public static readonly int Constant = Unsafe.SizeOf<T>();

    public static long Of(in T record) => Beyond is null ? Constant : Constant + Beyond(record);

    /// <summary>What lies behind a reference, when it is not weighed as a record itself.</summary>
    internal static long OfReferenced(T value) => Beyond?.Invoke(value) ?? 0;

    /// <summary>The same as an object.</summary>
    public static readonly IRecordSize<T> Default = new Compiled();

    private sealed class Compiled : IRecordSize<T>
    {
        // Of its own: for each record a shared generic method would look for the static one.
        private readonly Func<T, long>? _beyond = Beyond;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public long Of(in T record) => _beyond is null ? Constant : Unsafe.SizeOf<T>() + _beyond(record);
    }
}
