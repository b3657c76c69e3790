package evgentest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// PublishCommand is a script command: "publish shop example.com/shop@v1.2.0" puts a
// version of the module in the folder shop where the go command finds it. The module
// cache of this machine stays as it is, and serves as the proxy for all other modules.
func PublishCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: publish folder module@version")
	}
	work := ts.Getenv("WORK")
	proxy := filepath.Join(work, "proxy")
	if cache := ts.Getenv("GOMODCACHE"); !strings.HasPrefix(cache, work) {
		ts.Setenv("GOPROXY", "file://"+filepath.ToSlash(proxy)+",file://"+filepath.ToSlash(filepath.Join(cache, "cache", "download")))
		ts.Setenv("GOMODCACHE", filepath.Join(work, "modcache"))
		ts.Setenv("GOSUMDB", "off")
		ts.Setenv("GOFLAGS", "-mod=mod -modcacherw")
	}
	ts.Check(publish(proxy, ts.MkAbs(args[0]), args[1]))
}

// publish writes the files of a version as a proxy of modules has them.
func publish(proxy, dir, pathVersion string) error {
	path, version, _ := strings.Cut(pathVersion, "@")
	escaped, err := module.EscapePath(path)
	if err != nil {
		return err
	}
	to := filepath.Join(proxy, filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(to, version+".zip"))
	if err != nil {
		return err
	}
	return errors.Join(
		zip.CreateFromDir(file, module.Version{Path: path, Version: version}, dir), file.Close(),
		os.WriteFile(filepath.Join(to, version+".mod"), mod, 0o644),
		os.WriteFile(filepath.Join(to, version+".info"), fmt.Appendf(nil, "{%q:%q}", "Version", version), 0o644),
	)
}
