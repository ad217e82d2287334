using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// What a record weighs in memory, approximately: a constant for types without references, else the sum over strings, arrays, lists,
/// dictionaries and nested objects. Parts whose type is not known statically, and types that contain themselves, count as a constant.
/// </summary>
internal static class RecordSize<T>
{
    private static readonly Func<T, long>? Beyond = RecordSizeCompiler.Compile<T>();

    /// <summary>Whether every record weighs <see cref="Constant"/>; then batches need no weighing.</summary>
    public static readonly bool IsConstant = Beyond is null;

    /// <summary>Bytes of the value itself, without what it refers to.</summary>
    public static readonly int Constant = Unsafe.SizeOf<T>();

    public static long Of(in T record) => Beyond is null ? Constant : Constant + Beyond(record);

    /// <summary>The same as an object.</summary>
    public static readonly IRecordSize<T> Default = new Compiled();

    private sealed class Compiled : IRecordSize<T>
    {
        public long Of(in T record) => RecordSize<T>.Of(record);
    }
}
