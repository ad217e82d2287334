namespace ActorStream;

/// <summary>A group of settings with rules that hold between several of them.</summary>
internal interface ICrossCheckedSettings
{
    /// <summary>The broken rules, one sentence each, naming keys relative to this group.</summary>
    IEnumerable<string> BrokenRules();
}
