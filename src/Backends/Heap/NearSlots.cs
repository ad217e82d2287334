using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// Where the values of a batch's next keys are, as far as it was seen while their memory was fetched: what a look-up found out need not be
/// found out again. A ring by index in the batch; an entry is the address of a slot that may be written as it is, or 0.
/// </summary>
/// <remarks>
/// Whoever moves a slot, or wants to be asked before it is written, calls <see cref="Forget"/>; who reads an entry compares the key.
/// </remarks>
[InlineArray(None + 1)]
internal struct NearSlots
{
    /// <summary>Where nothing ever is: the place of a key that comes from no batch.</summary>
    public const int None = 2 * Group;

    /// <summary>
    /// So many keys are searched for at once, one group ahead of those that are looked up. Of a million keys, groups of 8 and 16 cost 9 and 4 %
    /// more, and groups of 16 two or three ahead no less.
    /// </summary>
    private const int Group = 32;

    private nuint _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlaceOf(int index) => index & (None - 1);

    /// <summary>Whether the record at an index in its batch is the first of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool BeginsGroup(int index) => index % Group == 0;

    /// <summary>The index behind the group that an index is in, or behind the batch.</summary>
    public static int EndOfGroup(int index, int count) => Math.Min((index | (Group - 1)) + 1, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nuint At(int place) => Unsafe.Add(ref Unsafe.AsRef(in _first), place);

    public void Forget() => ((Span<nuint>)this).Clear();
}
