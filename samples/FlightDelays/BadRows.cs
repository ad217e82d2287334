namespace FlightDelays;

/// <summary>What becomes of a row that is no flight.</summary>
public enum BadRows
{
    /// <summary>The job fails and names it.</summary>
    Fail,

    /// <summary>It is committed, exactly once too, to the directory of rejected rows.</summary>
    Reject,
}
