package docgen_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

var update = flag.Bool("update", false, "rewrite the files in testdata/golden")

// golden compares with a file in testdata/golden.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

const (
	auth   = "example.com/app/auth"
	audit  = "example.com/app/audit"
	billed = "example.com/app/billing"
	mail   = "example.com/app/mail"
	auth2  = "example.com/app/old/auth"
	tool   = "example.com/app/cmd/tool"
)

// sample has each kind of type, and each way to listen.
func sample() docgen.Source {
	return docgen.Source{
		Module: "example.com/app",
		Contracts: &lockfile.File{
			Topics: []contract.Event{
				{
					Name: "user.login", Package: auth, GoName: "UserLogin", Fingerprint: "01", Description: "Fired after a user has signed in.",
					Fields: kinds(),
				},
				{Name: "user.gone", Package: auth, GoName: "UserGone", Fingerprint: "02"},
				{
					Name: "bill.paid", Package: billed, GoName: "BillPaid", Fingerprint: "03",
					Fields: []contract.Field{{Name: "by", GoName: "By", Type: auth + ".UserLogin", Doc: "who paid"}, {Name: "for", GoName: "For", Type: "*" + auth + ".UserLogin"}},
				},
				{Name: "old.gone", Package: auth2, GoName: "OldGone", Fingerprint: "04"},
			},
			Listens: []contract.Event{
				{Name: "user.login", Package: mail, GoName: "UserLogin", Fingerprint: "05", Fields: []contract.Field{{Name: "name", GoName: "Name", Type: "string"}}},
				{Name: "far.away", Package: tool, GoName: "FarAway", Fingerprint: "07", Fields: []contract.Field{{Name: "km", GoName: "Km", Type: "float64"}, {Name: "to", GoName: "To", Type: "string"}}},
				{Name: "far.away", Package: mail, GoName: "FarAway", Fingerprint: "06", Description: "Comes from elsewhere.", Fields: []contract.Field{{Name: "km", GoName: "Km", Type: "*float64"}}},
			},
		},
		Uses: spec.Uses{Listeners: []spec.Use{
			{Package: audit, How: spec.OnAny, Place: at("audit/a.go", 9)},
			{Package: billed, How: spec.OnNamespace, Name: "user", Place: at("billing/b.go", 3)},
			{Package: billed, How: spec.OnNamespace, Name: "nobody", Place: at("billing/b.go", 4)},
			{Package: mail, How: spec.Listens, Name: "far.away", Place: at("mail/events.go", 5)},
			{Package: mail, How: spec.Listens, Name: "user.login", Place: at("mail/events.go", 4)},
			{Package: mail, How: spec.OnEvent, Name: "user.login", Place: at("mail/m.go", 8)},
			{Package: tool, How: spec.Stream, Name: "far.away", Place: at("cmd/tool/t.go", 7)},
			{Package: tool, How: spec.On, Name: "never.declared", Place: at("cmd/tool/t.go", 9)},
		}, Emits: []spec.Use{
			{Package: auth, How: spec.Emit, Name: "user.login", Place: at("auth/a.go", 3)},
			{Package: mail, How: spec.EmitWait, Name: "mail.sent", Place: at("mail/m.go", 12)},
			{Package: mail, How: spec.Emit, Name: "user.gone", Place: at("mail/m.go", 13)},
			{Package: tool, How: spec.Emit, Name: "mail.sent", Place: at("cmd/tool/t.go", 12)},
			{Package: tool, How: spec.Emit, Name: "user.undeclared", Place: at("cmd/tool/t.go", 13)},
		}, Unknown: []spec.Use{
			{Package: mail, How: spec.Emit, Place: at("mail/m.go", 14)},
			{Package: billed, How: spec.On, Place: at("billing/b.go", 5)},
		}},
		Names:    map[string]string{auth: "auth", audit: "audit", billed: "billing", mail: "mail", auth2: "auth", tool: "main"},
		Declared: map[docgen.Key]spec.Place{{Package: auth, Event: "user.login"}: at("auth/events.go", 7)},
	}
}

func at(file string, line int) spec.Place { return spec.Place{File: file, Line: line, Column: 2} }

// kinds is one field of each type that has a schema of its own.
func kinds() (list []contract.Field) {
	for _, f := range [][2]string{
		{"flag", "bool"},
		{"name", "string"},
		{"n", "int"},
		{"n32", "int32"},
		{"u", "uint"},
		{"u8", "uint8"},
		{"f32", "float32"},
		{"f64", "float64"},
		{"anything", "any"},
		{"raw", "[]byte"},
		{"tags", "[]string"},
		{"extra", "map[string]int64"},
		{"nick", "*string"},
		{"maybe", "*any"},
		{"since", "time.Time"},
		{"until", "*time.Time"},
		{"took", "time.Duration"},
		{"ip", "net/netip.Addr"},
		{"sum", "math/big.Int"},
		{"address", auth + ".Address"},
		{"all", "[]" + auth + ".UserGone"},
	} {
		list = append(list, contract.Field{Name: f[0], GoName: "X" + f[0], Type: f[1]})
	}
	list[0].Doc = "whether it is set"
	return list
}
