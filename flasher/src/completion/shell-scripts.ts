export type Shell = 'bash' | 'zsh' | 'fish';

/** `@{` stands for the `${` of the shells, which a template would take for its own. */
const script = (text: string) => text.replaceAll('@{', '\u0024{');

/**
 * Each script asks `flasher complete` for candidates, one per line with a tab before the
 * description; the line `:files` stands for the names of files.
 */
export const shellScripts: Readonly<Record<Shell, string>> = {
  bash: script(String.raw`# flasher completion for bash; add to ~/.bashrc: eval "$(flasher completion bash)"
_flasher() {
  local line words current kept
  # COMP_WORDS is cut at colons, which usb:... and tcp://... are full of.
  read -ra words <<<"@{COMP_LINE:0:COMP_POINT}"
  [[ @{COMP_LINE:0:COMP_POINT} == *' ' ]] && words+=('')
  current=@{words[@{#words[@]} - 1]}
  kept=@{current%"@{current##*:}"}
  COMPREPLY=()
  while IFS= read -r line; do
    [[ $line == :files ]] && continue
    line=@{line%%$'\t'*}
    COMPREPLY+=("@{line#"$kept"}")
  done < <(flasher complete -- "@{words[@]:1}" 2>/dev/null)
}
complete -o default -F _flasher flasher`),
  zsh: script(String.raw`#compdef flasher
# flasher completion for zsh; add to ~/.zshrc: eval "$(flasher completion zsh)"
_flasher() {
  local line files=0 found=1
  local -a candidates
  for line in "@{(@f)$(flasher complete -- "@{(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == ':files' ]]; then
      files=1
    elif [[ -n $line ]]; then
      candidates+=("@{@{line%%$'\t'*}//:/\\:}:@{line#*$'\t'}")
    fi
  done
  # Anything but 0 has zsh ask once more, in other ways.
  (( @{#candidates} )) && _describe flasher candidates && found=0
  (( files )) && _files && found=0
  return found
}
compdef _flasher flasher`),
  fish: String.raw`# flasher completion for fish; save as ~/.config/fish/completions/flasher.fish
function __flasher_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  for line in (flasher complete -- $words[2..-1] "$current" 2>/dev/null)
    if test "$line" = :files
      __fish_complete_path "$current"
    else
      echo $line
    end
  end
end
complete -c flasher -f -a '(__flasher_complete)'`,
};
