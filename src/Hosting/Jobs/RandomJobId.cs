using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorStream.Hosting.Jobs;

/// <summary>Makes the id of a job that there has not been before.</summary>
internal static class RandomJobId
{
    internal static JobId New()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomNumberGenerator.Fill(bits);
        return new JobId(BinaryPrimitives.ReadUInt128LittleEndian(bits));
    }
}
