package spec

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// listedPackage is what "go list" says about one package.
type listedPackage struct {
	ImportPath, Dir, Name      string
	GoFiles, CgoFiles, Imports []string
	IgnoredGoFiles             []string
	ImportMap                  map[string]string
	DepOnly, Standard          bool
	Module                     *struct {
		Path string
		Main bool
	}
	Error *struct{ Err string }
}

const listFields = "-json=ImportPath,Dir,Name,GoFiles,CgoFiles,IgnoredGoFiles,Imports,ImportMap,DepOnly,Standard,Module,Error"

// goList lists the packages and all their dependencies, as a build sees them: with
// workspaces, vendor directories, tags and GOFLAGS.
func goList(ctx context.Context, dir string, patterns []string, flags ...string) ([]*listedPackage, error) {
	args := append([]string{"list", "-e", "-deps", listFields}, flags...)
	args = append(append(args, "--"), patterns...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if text := strings.TrimSpace(stderr.String()); text != "" {
			return nil, errors.New(text) // the text of the go command says it all
		}
		return nil, fmt.Errorf("go list: %w", err)
	}
	return decodeList(out)
}

func decodeList(out []byte) ([]*listedPackage, error) {
	var list []*listedPackage
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		p := new(listedPackage)
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		list = append(list, p)
	}
}

// readonlyFlag returns the flag that keeps a type hint from adding a module to the
// user's go.mod: with -mod=mod the go command would download it.
func readonlyFlag() []string {
	if strings.Contains(os.Getenv("GOFLAGS"), "-mod=mod") {
		return []string{"-mod=readonly"}
	}
	return nil
}

// importPathFault returns why path can't be given to the go command as the name of one
// package, or "". A hint may hold any text: "all", "-x" and "./..." must not reach the
// command line.
func importPathFault(path string) string {
	switch path {
	case "all", "std", "cmd", "tool", "work":
		return "is a pattern of the go command, not a package"
	case "C", "unsafe":
		return "has no types for payloads"
	}
	for elem := range strings.SplitSeq(path, "/") {
		if elem == "" || elem[0] == '.' || elem[0] == '-' || strings.HasSuffix(elem, ".") || strings.ContainsAny(elem, "*[]@\\") || strings.Contains(elem, "..") {
			return "is not an import path"
		}
	}
	return ""
}

// isVendored reports whether a package comes from the vendor directory of a module.
func isVendored(dir string) bool {
	return strings.Contains(filepath.ToSlash(dir), "/vendor/"+modulePath+"/")
}
