namespace ActorStream.Connectors.Files.Output;

/// <summary>
/// A job was to go on from a checkpoint that is older than its output: its journal has lost its end, or is an older copy.
/// </summary>
internal sealed class OutputAheadException(string file, long checkpoint)
    : IOException($"'{file}' was committed by a later checkpoint than {checkpoint}, the newest that the job knows, and its rows would be "
        + "written again. Of a job that is started from a savepoint: start from its last one, or choose another output directory. "
        + "Otherwise the checkpoint directory is damaged or an older copy: restore the newest copy, or start over with --fresh."),
        IPermanentError;
