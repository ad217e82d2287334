using System.CommandLine;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream completion SHELL</c>: the script that a shell loads to complete the tool's command lines.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # Add to ~/.bashrc:  eval "$(actorstream completion bash)"
        _actorstream() {
            local line="${COMP_LINE:0:COMP_POINT}" word
            line="${line#* }"
            COMPREPLY=()
            while IFS= read -r word; do
                [[ $word == "${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$word")
            done < <(actorstream "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _actorstream actorstream
        """;

    private const string Zsh = """
        # Add to ~/.zshrc:  eval "$(actorstream completion zsh)"
        _actorstream() {
            local line="${(j: :)words[2,CURRENT]}"
            local -a found
            found=("${(@f)$(actorstream "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -a found
            _files
        }
        compdef _actorstream actorstream
        """;

    private const string Fish = """
        # Add to ~/.config/fish/config.fish:  actorstream completion fish | source
        function __actorstream_complete
            set -l line (string replace -r '^\S+\s' '' -- (commandline -cp))
            actorstream "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c actorstream -a '(__actorstream_complete)'
        """;

    internal static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints the script that completes this tool's commands, options and jobs in a shell.")
            { shell };
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(parsed.GetRequiredValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return command;
    }
}
