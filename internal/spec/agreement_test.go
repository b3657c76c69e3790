package spec_test

import (
	"go/parser"
	"go/token"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/spec"
)

const listener = `package p

import (
	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

var Emits = []events.EventSpec{{Name: "z"}, {Name: "b"}}

var Listens = []events.EventSpec{
	{Name: "user.login", Payload: events.Schema{"user_id": "int64", "nick": "*string", "status": "Status", "home": "Address"}},
	{Name: "user.moved", Payload: events.Schema{"to": "string"}},
}

type Status string

type Address struct{ City *string }

func init() {
	typed.Upcast[old](oldTopic, UserMovedTopic, func(old) (UserMoved, error) { return UserMoved{}, nil })
}
`

func parsed(t *testing.T, src string) *spec.Package {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "source.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := load(t, src, file)
	if err != nil || len(pkgs) != 1 {
		t.Fatal(pkgs, err)
	}
	return pkgs[0]
}

func TestListensStandsApartFromWhatIsEmitted(t *testing.T) {
	p := parsed(t, listener)
	var got [3][]string
	for i, list := range [][]*spec.Event{p.Events, p.Listens, p.All()} {
		for _, e := range list {
			if e.Listens != (e.Name[0] == 'u') {
				t.Errorf("%s: Listens is %v", e.Name, e.Listens)
			}
			got[i] = append(got[i], e.Name)
		}
	}
	want := [3][]string{{"b", "z"}, {"user.login", "user.moved"}, {"b", "user.login", "user.moved", "z"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A listener is held against an emitter that was not read, by the rule of the bus.
func TestDisagreements(t *testing.T) {
	p := parsed(t, listener)
	login, moved := p.Listens[0], p.Listens[1]
	const at = ` of event "user.login"`
	for _, tt := range []struct {
		listener *spec.Event
		fields   []contract.Field
		want     []string
	}{
		{login, []contract.Field{{Name: "user_id", Type: "int64"}, {Name: "nick", Type: "*string"}, {Name: "status", Type: "p.Status"}, {Name: "home", Type: "p.Address"}, {Name: "more", Type: "int"}}, nil},
		{login, []contract.Field{{Name: "user_id", Type: "int32"}, {Name: "nick", Type: "string"}, {Name: "status", Type: "string"}, {Name: "home", Type: "map[string]string"}}, nil},
		{login, []contract.Field{{Name: "userid", Type: "int64"}, {Name: "status", Type: "*p.Status"}, {Name: "home", Type: "example.com/auth.Address"}}, []string{
			`source.go:11:46: Listens needs the field "user_id"` + at + `, which example.com/auth does not declare (lock:7); did you mean "userid"?`,
			`source.go:11:85: Listens needs the field "status"` + at + `, which example.com/auth may leave out ("*p.Status" at lock:7); write "*Status" here`,
		}},
		{login, []contract.Field{{Name: "user_id", Type: "*uint64"}, {Name: "nick", Type: "int"}, {Name: "status", Type: "time.Duration"}, {Name: "home", Type: "string"}}, []string{
			`source.go:11:46: Listens needs the field "user_id"` + at + ` as int64, but example.com/auth declares it as *uint64 (lock:7); write that here, or change it there`,
			`source.go:11:66: Listens needs the field "nick"` + at + ` as *string, but example.com/auth declares it as int (lock:7); write that here, or change it there`,
			`source.go:11:85: Listens needs the field "status"` + at + ` as p.Status, but example.com/auth declares it as time.Duration (lock:7); write that here, or change it there`,
			`source.go:11:105: Listens needs the field "home"` + at + ` as p.Address, but example.com/auth declares it as string (lock:7); write that here, or change it there`,
		}},
		{moved, nil, nil}, // it gets an older version
	} {
		var got []string
		for _, e := range p.Disagreements(tt.listener, spec.LockedEvent{Event: &contract.Event{Package: "example.com/auth", Fields: tt.fields}, Place: "lock:7"}) {
			got = append(got, e.Error())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("beside %v: %s", tt.fields, diff)
		}
	}
}

func TestOnlyDeclarationsNamedListensAreNeeds(t *testing.T) {
	for name, listens := range map[string]bool{"Listens": true, "listens": true, "Listen": false, "LISTENS": false, "Emits": false, "_": false} {
		p := parsed(t, "package p\nimport \"github.com/fastpluggy/eventbus/events\"\nvar "+name+" = []events.EventSpec{{Name: \"a\"}}")
		if all := p.All(); len(all) != 1 || all[0].Listens != listens {
			t.Errorf("var %s holds %v", name, all)
		}
	}
}
