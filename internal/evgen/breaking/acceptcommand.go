package breaking

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// acceptCommand is the command line that accepts a finding. It compares with the same
// version, and is run in the module.
func (c *comparison) acceptCommand(f *placedFinding) string {
	words := []string{"go", "tool", "evgen", "breaking"}
	if root, _ := lockfile.Root(c.dir); root != c.root {
		words = append([]string{"cd", shellWord(filepath.ToSlash(change.Relative(c.dir, c.root))), "&&"}, words...)
	}
	if c.option != "" {
		words = append(words, "-against", shellWord(c.optionInModule()))
	}
	words = append(words, "-accept", f.Rule, shellWord(f.Topic))
	if f.Field != "" {
		words = append(words, shellWord(f.Field))
	}
	return strings.Join(append(words, "-reason", `"why it is intended"`), " ")
}

// optionInModule returns what -against has to be where the command is run.
func (c *comparison) optionInModule() string {
	root, _ := lockfile.Root(c.dir)
	if _, err := os.Stat(c.option); err != nil || root == c.root || filepath.IsAbs(c.option) {
		return c.option
	}
	return filepath.ToSlash(change.Relative(c.root, filepath.Join(c.dir, c.option)))
}

// shellWord quotes a word that a shell would not take as it is: the brackets of a path
// such as lines[].qty are a pattern.
func shellWord(word string) string {
	isPlain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_./:@-", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !isPlain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
