package evgentest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// Publish puts a version of the module in dir, "example.com/shop@v1.2.0", into the
// folder proxy, from which the go command takes it with GOPROXY=file://… .
func Publish(proxy, dir, pathVersion string) error {
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
