namespace ActorStream.Tests.Fuzz;

/// <summary>Gives readers one input per seed and watches what they do: typed errors only, and memory in proportion to the input.</summary>
internal static class FuzzRun
{
    /// <summary>What an error and its message may take, whatever the input.</summary>
    private const long FixedBytes = 256 * 1024;

    /// <summary>What each byte of input may take: a null in a list is one byte there and a reference or a struct in memory.</summary>
    private const long BytesPerByte = 512;

    /// <summary>Reads the input of one seed.</summary>
    /// <returns>Whether the reader took it for valid.</returns>
    /// <exception cref="FuzzFailure">The reader failed in another way than it should, or took too much memory.</exception>
    public static bool One(FuzzTarget target, ulong seed)
    {
        var mutation = new Mutation(seed);
        var tested = target.Cases[mutation.Below(target.Cases.Count)];
        var other = target.Cases[mutation.Below(target.Cases.Count)];
        var input = mutation.Of(tested.Valid, other.Valid, tested.Pieces);
        input = tested.Seal is { } seal ? seal(input) : input;

        var before = GC.GetAllocatedBytesForCurrentThread();
        var valid = Read(target, tested, seed, input);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= FixedBytes + (BytesPerByte * input.Length)
            ? valid
            : throw Failure(target, tested, seed, input, $"allocated {allocated:N0} bytes for {input.Length}", null);
    }

    /// <summary>Reads what was written, and one input that is none, so that what is made once is made.</summary>
    public static void Warm(FuzzTarget target)
    {
        foreach (var one in target.Cases)
        {
            one.Read(one.Valid);
            Read(target, one, 0, []);
        }
    }

    private static bool Read(FuzzTarget target, FuzzCase tested, ulong seed, byte[] input)
    {
        try
        {
            tested.Read(input);
            return true;
        }
        catch (Exception error) when (tested.Expects(error))
        {
            return false;
        }
        catch (Exception error)
        {
            throw Failure(target, tested, seed, input, $"threw {error.GetType().Name}: {error.Message}", error);
        }
    }

    private static FuzzFailure Failure(FuzzTarget target, FuzzCase tested, ulong seed, byte[] input, string what, Exception? error) =>
        new($"{target.Name}, {tested.Name} {what}. Again with: --target {target.Name} --from {seed} --inputs 1. Input: "
            + Convert.ToHexString(input.AsSpan(0, Math.Min(input.Length, 4096))), error);
}
