namespace ActorStream;

/// <summary>
/// Estimates what a record weighs in memory. Batches close at a byte weight, so that memory stays bounded when records are large.
/// </summary>
/// <remarks>Shared by threads: must be stateless, fast and must not allocate.</remarks>
/// <typeparam name="T">The record type.</typeparam>
public interface IRecordSize<T>
{
    /// <summary>Approximate bytes of the record and all that it alone refers to.</summary>
    long Of(in T record);
}
