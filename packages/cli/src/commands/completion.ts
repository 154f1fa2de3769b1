import { experiments } from '@neural-em/experiments';
import type { Command } from 'commander';

/** What can follow a command: its subcommands or, for those that take an experiment, their names, and its flags. */
interface Words {
  readonly command: string;
  readonly words: readonly string[];
}

const scripts: Readonly<Record<string, (commands: readonly string[], words: readonly Words[]) => string>> = {
  bash: (commands, words) =>
    `_nem() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then words="${commands.join(' ')}"; else
    case "\${COMP_WORDS[1]}" in
${words.map(({ command, words: list }) => `      ${command}) words="${list.join(' ')}" ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _nem nem
`,
  zsh: (commands, words) =>
    `#compdef nem
_nem() {
  if (( CURRENT == 2 )); then compadd -- ${commands.join(' ')}; return; fi
  case "$words[2]" in
${words.map(({ command, words: list }) => `    ${command}) compadd -- ${list.join(' ')} ;;`).join('\n')}
  esac
  _files
}
compdef _nem nem
`,
  fish: (commands, words) =>
    [
      `complete -c nem -n __fish_use_subcommand -a '${commands.join(' ')}'`,
      ...words.map(({ command, words: list }) => `complete -c nem -n '__fish_seen_subcommand_from ${command}' -a '${list.join(' ')}'`),
      '',
    ].join('\n'),
};

/** Shells that completion is written for. */
export const shells = Object.keys(scripts);

/** `nem completion SHELL`: a script that completes commands, flags and experiments, made from the commands as they are. */
export function completionCommand(program: Command, shell: string): void {
  const words = program.commands.map((command): Words => {
    const takesExperiment = command.registeredArguments.some((argument) => argument.name() === 'experiment');
    const flags = command.options.flatMap((option) => option.long ?? []);
    const inner = command.commands.map((sub) => sub.name());
    return { command: command.name(), words: [...inner, ...(takesExperiment ? Object.keys(experiments) : []), ...flags] };
  });
  process.stdout.write(
    scripts[shell]!(
      words.map(({ command }) => command),
      words,
    ),
  );
}
