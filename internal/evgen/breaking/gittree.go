package breaking

import (
	"context"
	"path"
	"strings"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// generatedAt returns a file that evgen wrote for the module at a commit, or "". Modules
// in folders of this one have locks of their own.
func (r *repository) generatedAt(ctx context.Context, ref string) (string, error) {
	list, err := r.git(ctx, "ls-tree", "-rz", "--name-only", "--end-of-options", ref)
	if err != nil {
		return "", err
	}
	nested := map[string]bool{}
	for name := range strings.SplitSeq(string(list), "\x00") {
		if dir := path.Dir(name); path.Base(name) == "go.mod" && dir != "." {
			nested[dir] = true
		}
	}
	for name := range strings.SplitSeq(string(list), "\x00") {
		if path.Base(name) == spec.FileName && !isBelow(name, nested) {
			return name, nil
		}
	}
	return "", nil
}

// isBelow reports whether a file lies in one of the folders.
func isBelow(name string, folders map[string]bool) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if folders[dir] {
			return true
		}
	}
	return false
}

// ignores reports whether git is told to ignore a file of the module, and does not have
// it.
func (r *repository) ignores(ctx context.Context, name string) bool {
	_, err := r.git(ctx, "check-ignore", "--quiet", "./"+name)
	return err == nil
}
