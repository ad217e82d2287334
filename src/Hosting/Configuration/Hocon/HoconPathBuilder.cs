using System.Text;

namespace ActorStream.Hosting.Configuration.Hocon;

/// <summary>Puts the tokens of a key together: dots outside of quotes part its names, blanks within a name stay.</summary>
internal sealed class HoconPathBuilder(HoconLocation start)
{
    private readonly List<string> _names = [];
    private readonly StringBuilder _name = new();
    private string _blank = "";
    private bool _nameHasText;

    internal void Add(HoconToken token)
    {
        if (token.Kind == HoconTokenKind.Blank)
        {
            _blank = token.Text;
            return;
        }

        if (_nameHasText)
            _name.Append(_blank);
        _blank = "";
        if (token.Kind == HoconTokenKind.Quoted)
        {
            Append(token.Text);
            return;
        }

        var pieces = token.Text.Split('.');
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i > 0)
                EndName();
            if (pieces[i].Length > 0)
                Append(pieces[i]);
        }
    }

    /// <summary>The names, or null if there was no token.</summary>
    internal List<string>? Path()
    {
        if (_names.Count == 0 && !_nameHasText)
            return null;
        EndName();
        return _names;
    }

    private void Append(string text)
    {
        _name.Append(text);
        _nameHasText = true;
    }

    private void EndName()
    {
        if (!_nameHasText)
            throw new HoconException(start, "a path has an empty name in it; quote names that contain dots");
        _names.Add(_name.ToString());
        _name.Clear();
        _nameHasText = false;
    }
}
