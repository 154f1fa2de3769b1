import { dataNames, experiments, settingsList } from '@neural-em/experiments';
import { Argument, type Command } from 'commander';
import type { AddCommand } from '../flags.ts';
import { print } from '../output.ts';

/** The words that can follow a command: its flags, and its subcommands or the names of experiments. */
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

/**
 * Adds `nem completion SHELL`, which prints a script that completes commands, flags, experiments, data sets and settings. It is made from
 * the commands themselves.
 */
export const completion: AddCommand = (program) => {
  program
    .command('completion')
    .description('print a script that completes commands and flags; for bash: source <(nem completion bash)')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(scripts)))
    .action((shell: string) => {
      const words = program.commands.map(wordsOf);
      const names = words.map(({ command }) => command);
      print(scripts[shell]!(names, words));
    });
};

function wordsOf(command: Command): Words {
  const takes = command.registeredArguments.map((argument) => argument.name());
  const flags = command.options.flatMap((option) => option.long ?? []);
  const named = takes.includes('experiment') ? [...Object.keys(experiments), ...dataNames()] : [];
  const paths =
    flags.includes('--set') || takes.includes('part') ? settingsList().map(({ path }) => (takes.includes('part') ? path : `${path}=`)) : [];
  return { command: command.name(), words: [...command.commands.map((sub) => sub.name()), ...named, ...flags, ...paths] };
}
