package lockfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/lockfile"
)

const head = "{\n\"version\": 1,\n"

func TestWhatIsWrongHasItsLineAndARemedy(t *testing.T) {
	const remove = "; remove the line and run evgen ./..."
	for _, tt := range []struct{ text, want string }{
		{"", "1: the file ends too early; restore it, or remove it and run evgen ./..."},
		{head + "\"topics\": [\n", "3: the file ends too early; restore it, or remove it and run evgen ./..."},
		{head + "<<<<<<< ours\n", "3: a merge has left both versions here; take the lines of either side, then run evgen ./... in the module's root"},
		{head + "\"topics\": [\n=======\n", "4: a merge has left both versions here; take the lines of either side, then run evgen ./... in the module's root"},
		{"{\n\"version\": 3, \"new\": []}", "2: its version is 3, this evgen knows 2; use the evgen that wrote it"},
		{"{}", `1: it has no "version"; write "version": 2, or remove the file and run evgen ./...`},
		{"[]", "1: want {, have [; restore it, or remove the file and run evgen ./..."},
		{head + "\"topic\": []}", `3: unknown field "topic"; correct it, or use the evgen that wrote it`},
		{head + "\"topics\": 1}", "3: want [, have 1; restore it, or remove the file and run evgen ./..."},
		{head + "\"topics\": []}\n{", "4: there is more after the closing brace; remove it"},
		{head + "\"topics\": [\n{\"name\":\"a\",\"package\":\"p\"},\n{\"nam\":\"a\"}]}", `5: json: unknown field "nam"`},
		{head + "\"topics\": [\n{\"name\" \"a\"}]}", `4: invalid character '"' after object key`},
		{head + "\"topics\": [\n\n{\"package\":\"p\"}]}", `5: an event without a "name"` + remove},
		{head + "\"listens\": [{\"name\":\"a\"}]}", `3: an event without a "package"` + remove},
		{head + "\"shapes\": [{\"form\":\"text\"}]}", `3: a shape without a "type"` + remove},
		{head + "\"shapes\": [\nnull]}", `4: a shape without a "type"` + remove},
		{head + "\"shapes\": [\n{\"type\":\"p.T\"}]}", `4: a shape without a "form"` + remove},
		{head + "\"reserved\": [\n{\"reason\":\"r\"}]}", `4: a reserved entry needs a "topic", the name that was given up`},
		{head + "\"accepted\": [\n{\"topic\":\"t\",\"reason\":\"r\"}]}", `4: an accepted entry needs a "rule", such as "FIELD_NO_DELETE"; evgen rules lists them`},
		{head + "\"accepted\": [\n{\"rule\":\"R\",\"reason\":\"r\"}]}", `4: an accepted entry needs a "topic", the event that it is about`},
		{head + "\"accepted\": [\n{\"rule\":\"R\",\"topic\":\"t\",\"reason\":\"r\"},\n{\"rule\":\"R\",\"topic\":\"t\"}]}", `5: an accepted entry needs a "reason": why the break is intended`},
	} {
		_, err := lockfile.Parse([]byte(tt.text))
		if err == nil {
			t.Errorf("Parse takes %q", tt.text)
			continue
		}
		if _, ok := errors.AsType[*lockfile.Error](err); !ok {
			t.Errorf("Parse(%q) has an error of type %T", tt.text, err)
		}
		if diff := cmp.Diff(lockfile.FileName+":"+tt.want, err.Error()); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestReadNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), lockfile.FileName)
	if f, err := lockfile.Read(path); err != nil || !f.Empty() {
		t.Errorf("a lock that is not there is %v, %v", f, err)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	e, _ := errors.AsType[*lockfile.Error](second(lockfile.Read(path)))
	if e == nil || e.Path != path || e.Line != 1 {
		t.Errorf("Read returns %+v", e)
	}
}

func second[T any](_ T, err error) error { return err }

func TestLinesAreThoseOfTheFile(t *testing.T) {
	f, err := lockfile.Parse(sample().Format())
	if err != nil {
		t.Fatal(err)
	}
	got := []int{f.Topics[0].Line, f.Topics[1].Line, f.Listens[0].Line, f.Accepted[0].Line}
	if diff := cmp.Diff([]int{4, 5, 8, 14}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzParse holds that no text is read as anything that would not be written back.
func FuzzParse(f *testing.F) {
	f.Add(string(sample().Format()))
	f.Add(`{"version":1,"topics":[],"topics":[{"name":"a","package":"p"}]}`)
	f.Add("{\"version\": 1,\n\"accepted\": null}")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := lockfile.Parse([]byte(text))
		if err != nil {
			if e, ok := errors.AsType[*lockfile.Error](err); !ok || e.Line < 1 {
				t.Fatalf("the error %v has no line", err)
			}
			return
		}
		again, err := lockfile.Parse(got.Format())
		if err != nil {
			t.Fatal(err)
		}
		if string(again.Format()) != string(got.Format()) {
			t.Errorf("formatted twice:\n%s\n%s", got.Format(), again.Format())
		}
	})
}
