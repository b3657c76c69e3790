package breaking

import (
	"path/filepath"
	"slices"
	"strings"
)

// gitEnvironment returns the environment for git, which runs in the root of a module.
//
// A hook has GIT_DIR, often relative to the folder of the hook, and no GIT_WORK_TREE.
// With it git would take the module's folder for the root of the repository and not
// find its files. Without it, git finds the repository by itself. A caller that sets
// both means them; then they are made absolute.
//
// GIT_NO_LAZY_FETCH keeps git from fetching what a partial clone lacks.
func gitEnvironment(env []string) []string {
	deliberate := slices.ContainsFunc(env, func(v string) bool { return strings.HasPrefix(v, "GIT_WORK_TREE=") && v != "GIT_WORK_TREE=" })
	var out []string
	for _, v := range env {
		switch name, value, _ := strings.Cut(v, "="); name {
		case "GIT_PREFIX":
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR":
			if abs, err := filepath.Abs(value); deliberate && err == nil {
				out = append(out, name+"="+abs)
			}
		default:
			out = append(out, v)
		}
	}
	return append(out, "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
}
