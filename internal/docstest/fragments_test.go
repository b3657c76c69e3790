package docstest_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fragmentHead declares everything that the fragments use without declaring it.
const fragmentHead = `package fragments

import (
	"context"
	"fmt"
	"net/http"

	. "example.com/app/authuser"
	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/typed"
)

var (
	_       = fmt.Sprint
	mux     *http.ServeMux
	server  *http.Server
	bus     *events.Bus
	env     *host.Env
	sub     *events.Subscription
	spec    events.EventSpec
	payload events.Payload
	r       *http.Request
)

func h(context.Context, events.Event) error           { return nil }
func greet(context.Context, UserLogin) error          { return nil }
func loaded(context.Context, host.PluginLoaded) error { return nil }
func pred(events.Event) bool                          { return true }
func typedPred(typed.Event[UserLogin]) bool           { return true }

func onError(context.Context, events.Event, events.ListenerInfo, error) {}

`

var codeInCell = regexp.MustCompile("`([^`]+)`")

// A fragmentFile collects fragments, each as the body of a function.
type fragmentFile struct {
	text  strings.Builder
	count int
}

func (f *fragmentFile) add(path string, line int, body, end string) {
	f.count++
	fmt.Fprintf(&f.text, "func _(ctx context.Context) error {\n//line %s:%d\n%s\n%s\n}\n\n", path, line, body, end)
}

// addCalls adds each call in the cells of a table.
func (f *fragmentFile) addCalls(path string, line int, table string) {
	for i, row := range strings.Split(table, "\n") {
		for _, m := range codeInCell.FindAllStringSubmatch(row, -1) {
			if strings.HasSuffix(m[1], ")") {
				f.add(path, line+i, m[1], "return nil")
			}
		}
	}
}

// compileFragments compiles the fragments of all documents, in the module of the
// tutorial.
func compileFragments(t *testing.T, dir string) {
	t.Helper()
	var f fragmentFile
	f.text.WriteString(fragmentHead)
	for _, doc := range documents(t) {
		for _, b := range doc.blocks {
			switch {
			case b.Mark == "cells":
				f.addCalls(doc.path, b.Line, b.Text)
			case b.Mark == "compile" && strings.Contains(b.Text, "err :="):
				f.add(doc.path, b.Line, b.Text, "return err")
			case b.Mark == "compile":
				f.add(doc.path, b.Line, b.Text, "return nil")
			}
		}
	}
	if f.count < 20 {
		t.Errorf("%d fragments found; the test does not see them", f.count)
	}
	write(t, filepath.Join(dir, "fragments", "fragments.go"), f.text.String())
	if got, err := command(t, dir, "go", "vet", "./fragments").CombinedOutput(); err != nil {
		t.Errorf("the fragments do not compile: %v\n%s", err, got)
	}
}
