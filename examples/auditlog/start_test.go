//go:build unix

package main

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fails runs a command that must exit with this code and write one line to stderr
// that contains all the words.
func fails(t *testing.T, cmd *exec.Cmd, code int, words ...string) {
	t.Helper()
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	check(t, cmd.Start())
	defer time.AfterFunc(soon, func() { cmd.Process.Kill() }).Stop() // it has started after all
	exit, ok := errors.AsType[*exec.ExitError](cmd.Wait())
	if !ok || exit.ExitCode() != code {
		t.Errorf("%q ended with %v, want exit code %d", cmd.Args[1:], exit, code)
	}
	line := stderr.String()
	if strings.Count(line, "\n") != 1 || stdout.Len() != 0 || !strings.HasPrefix(line, "auditlog: ") {
		t.Errorf("%q wrote %q and %q, want one line on stderr", cmd.Args[1:], stdout.String(), line)
	}
	for _, word := range words {
		if !strings.Contains(line, word) {
			t.Errorf("%q wrote %q, want %q in it", cmd.Args[1:], line, word)
		}
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer taken.Close()
	db := newDB(t)
	fails(t, command(t, "app", "-addr", taken.Addr().String(), "-db", db), 1, taken.Addr().String(), "in use", "another port")
	if _, err := os.Stat(db); !os.IsNotExist(err) {
		t.Errorf("the database was touched: %v", err)
	}
}

func TestBadAddress(t *testing.T) {
	t.Parallel()
	fails(t, command(t, "app", "-addr", "nonsense"), 1, "-addr nonsense", "127.0.0.1:8080")
}

func TestBadDatabase(t *testing.T) {
	t.Parallel()
	text := newDB(t)
	check(t, os.WriteFile(text, []byte(strings.Repeat("Dear diary,\n", 99)), 0o644))
	folder := t.TempDir()
	for path, words := range map[string][]string{
		text:                              {"is not a SQLite database", "choose another file"},
		folder:                            {"is a folder", "name a file in it"},
		filepath.Join(folder, "no", "db"): {"cannot be opened", "make sure that its folder exists"},
	} {
		fails(t, command(t, "app", "-addr", "127.0.0.1:0", "-db", path), 1, append(words, "-db", path)...)
	}
}

// Root may write read-only files, so as root the test runs the program as another
// user.
func TestReadOnlyDatabase(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	start(t, db).stop()
	for _, mode := range []os.FileMode{0o555, 0o755} { // also the folder is read-only, or the file alone
		check(t, os.Chmod(db, 0o444))
		check(t, os.Chmod(filepath.Dir(db), mode))
		cmd := command(t, "app", "-addr", "127.0.0.1:0", "-db", db)
		if os.Getuid() == 0 {
			asNobody(t, cmd, db)
		}
		fails(t, cmd, 1, "is read-only", "-db", db, "make the file and its folder writable")
	}
	check(t, os.Chmod(db, 0o644))
	start(t, db).stop() // and is as sound as before
}

// asNobody lets cmd run as a user who owns nothing, but for the folder of db.
func asNobody(t *testing.T, cmd *exec.Cmd, db string) {
	t.Helper()
	const nobody = 65534
	data, err := os.ReadFile(cmd.Path) // the go command keeps it where only root may go
	check(t, err)
	cmd.Path = filepath.Join(filepath.Dir(db), "auditlog")
	syscall.ForkLock.RLock() // a process that another test starts now would have the file open, and it could not be run
	err = os.WriteFile(cmd.Path, data, 0o755)
	syscall.ForkLock.RUnlock()
	check(t, err)
	for dir := filepath.Dir(db); dir != filepath.Clean(os.TempDir()); dir = filepath.Dir(dir) {
		check(t, os.Chown(dir, nobody, nobody))
	}
	check(t, os.Chown(db, nobody, nobody))
	cmd.Dir = filepath.Dir(db)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-h"}, {"--help"}} {
		out, err := command(t, "app", args...).Output()
		for _, want := range []string{"Usage: auditlog", "-addr", "127.0.0.1:8080", "-db", "auditlog.db", "-trace", "-admin-payloads", "/admin/events", "lovelace", "Exit status"} {
			if err != nil || !strings.Contains(string(out), want) {
				t.Errorf("%q = %v, %s; want exit code 0 and %q on stdout", args, err, out, want)
			}
		}
	}
	fails(t, command(t, "app", "-nosuch"), 2, "-nosuch", "-h")
	fails(t, command(t, "app", "stray"), 2, `"stray"`, "-h")
	fails(t, command(t, "app", "-digest", "0s"), 2, "-digest", "-h")
}

// The default file is in the working directory, and the log names it.
func TestDefaultDatabase(t *testing.T) {
	t.Parallel()
	a := launch(t, command(t, "app", "-addr", "127.0.0.1:0"))
	db := filepath.Join(a.cmd.Dir, "auditlog.db")
	if !strings.Contains(a.log(), "db="+db) {
		t.Errorf("the log does not name %s:\n%s", db, a.log())
	}
	a.stop()
	if _, err := os.Stat(db); err != nil {
		t.Error(err)
	}
}

func TestPluginsDoNotKnowEachOther(t *testing.T) {
	t.Parallel()
	const plugins = "github.com/fastpluggy/eventbus/examples/auditlog/plugins/"
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}}: {{join .Deps \" \"}} {{join .TestImports \" \"}} {{join .XTestImports \" \"}}", plugins+"...").Output()
	check(t, err)
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) < 4 {
		t.Fatalf("go list finds only %q", lines)
	}
	for _, line := range lines {
		self, deps, _ := strings.Cut(line, ": ")
		own := pluginOf(self, plugins)
		for dep := range strings.FieldsSeq(deps) {
			if other := pluginOf(dep, plugins); other != "" && other != own {
				t.Errorf("plugin %s imports plugin %s", own, other)
			}
		}
		if !slices.Contains(strings.Fields(deps), "github.com/fastpluggy/eventbus/events") {
			t.Errorf("plugin %s does not use the bus: is %q the output of go list?", own, line)
		}
	}
}

// pluginOf returns the name of the plugin that the package belongs to, or "".
func pluginOf(path, plugins string) string {
	rest, ok := strings.CutPrefix(path, plugins)
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}
