using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// Where the values of a batch's next keys are, as far as it was seen while their memory was fetched: what a look-up found out need not be found out again.
/// A ring by index in the batch; an entry is the address of a slot that may be written as it is, or 0.
/// </summary>
/// <remarks>Whoever moves a slot, or wants to be asked before it is written, calls <see cref="Forget"/>; who reads an entry compares the key.</remarks>
[InlineArray(None + 1)]
internal struct NearSlots
{
    /// <summary>Where nothing ever is: the place of a key that comes from no batch.</summary>
    public const int None = 64;

    private nuint _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlaceOf(int index) => index & (None - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nuint At(int place) => Unsafe.Add(ref Unsafe.AsRef(in _first), place);

    public void Forget() => ((Span<nuint>)this).Clear();
}
