package breaking

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestGitEnvironment(t *testing.T) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	own := []string{"GIT_NO_LAZY_FETCH=1", "LC_ALL=C"}
	for _, c := range []struct{ env, want []string }{
		{[]string{"A=1", "GIT_DIR=.git", "GIT_INDEX_FILE=.git/index", "GIT_PREFIX=x/"}, []string{"A=1"}},
		{[]string{"GIT_DIR=.git", "GIT_WORK_TREE="}, nil},
		{[]string{"GIT_DIR=g", "GIT_WORK_TREE=."}, []string{"GIT_DIR=" + filepath.Join(dir, "g"), "GIT_WORK_TREE=" + dir}},
		{[]string{"GIT_OBJECT_DIRECTORY=o"}, []string{"GIT_OBJECT_DIRECTORY=o"}},
	} {
		if got, want := gitEnvironment(c.env), append(slices.Clone(c.want), own...); !slices.Equal(got, want) {
			t.Errorf("%q becomes %q, want %q", c.env, got, want)
		}
	}
}
