namespace ActorStream.Connectors.Files.Output;

/// <summary>Rows that a checkpoint says are prepared are not there: neither hidden nor committed.</summary>
internal sealed class OutputLostException(Committable committable, string hidden, long bytes)
    : IOException($"Rows of checkpoint {committable.Checkpoint} are lost: '{hidden}', {bytes} bytes, is not there any more or damaged, and "
        + "not committed either. Restore it from a copy, or start over with --fresh."), IPermanentError;
