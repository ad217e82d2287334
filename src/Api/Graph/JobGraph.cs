using System.Security.Cryptography;
using System.Text;

namespace ActorStream;

/// <summary>What a job does: operators and the streams between them, in the order of their declaration (inputs come first).</summary>
internal sealed class JobGraph
{
    internal JobGraph(string name, IReadOnlyList<JobNode> nodes)
    {
        (Name, Nodes) = (name, nodes);
        Fingerprint = ComputeFingerprint();
    }

    internal string Name { get; }

    internal IReadOnlyList<JobNode> Nodes { get; }

    /// <summary>
    /// The same in every process that builds the same graph: over operators, uids, types and exchanges, parallelism left out. Lambdas
    /// do not count: code may be mended between two runs.
    /// </summary>
    internal string Fingerprint { get; }

    private string ComputeFingerprint()
    {
        var text = new StringBuilder();
        foreach (var node in Nodes)
        {
            text.Append(node.Id).Append(' ').Append(node.GetType()).Append(' ').Append(node.Uid).Append(" <-");
            foreach (var edge in node.Inputs)
            {
                text.Append(' ').Append(edge.From.Id).Append(':').Append(edge.ExchangeName).Append(edge.Input == 0 ? "" : " to the second")
                    .Append(edge.Side is { } side ? $" aside '{side}'" : "");
            }

            text.Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
