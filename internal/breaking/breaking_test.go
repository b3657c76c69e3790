package breaking_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// login is a contract with one event of these fields, "name type" each.
func login(fields ...string) *lockfile.File {
	t := contract.Event{Name: "user.login", Package: "example.com/app/auth", GoName: "UserLogin", Fingerprint: fmt.Sprint(fields)}
	for _, f := range fields {
		name, typ, _ := strings.Cut(f, " ")
		t.Fields = append(t.Fields, contract.Field{Name: name, GoName: strings.ToUpper(name), Type: typ})
	}
	return &lockfile.File{Topics: []contract.Event{t}}
}

// with changes a contract's event.
func with(f *lockfile.File, change func(*contract.Event)) *lockfile.File {
	change(&f.Topics[0])
	return f
}

// brief is a finding as the tables below write it: rule, topic, field, and the
// verdicts for SOURCE, MAP and WIRE as B, w or -.
func brief(f breaking.Finding) string {
	letter := map[breaking.Verdict]string{breaking.Breaks: "B", breaking.Warns: "w", breaking.Safe: "-"}
	return strings.TrimSpace(strings.Join([]string{f.Rule, f.Topic, f.Field}, " ")) + " " + letter[f.Source] + letter[f.Map] + letter[f.Wire]
}

func briefs(found []breaking.Finding) (out []string) {
	for _, f := range found {
		out = append(out, brief(f))
	}
	return out
}

// Every change of a field's type has the verdicts of the rule table.
func TestTypesOfAField(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"string", "*string", "FIELD_SAME_CARDINALITY BBB"},
		{"*string", "string", "FIELD_SAME_CARDINALITY BBB"},
		{"string", "[]string", "FIELD_SAME_CARDINALITY BBB"},
		{"[]string", "string", "FIELD_SAME_CARDINALITY BBB"},
		{"map[string]int", "int", "FIELD_SAME_CARDINALITY BBB"},
		{"[]int", "map[string]int", "FIELD_SAME_CARDINALITY BBB"},
		{"int8", "int16", "FIELD_SAME_TYPE BB-"},
		{"int16", "int32", "FIELD_SAME_TYPE BB-"},
		{"int32", "int64", "FIELD_SAME_TYPE BBw"},
		{"int", "int64", "FIELD_SAME_TYPE BBw"},
		{"int32", "int", "FIELD_SAME_TYPE BBw"},
		{"uint8", "uint64", "FIELD_SAME_TYPE BBw"},
		{"int64", "int32", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"int64", "int", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"int32", "uint32", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"uint8", "int64", "FIELD_SAME_TYPE BBw"},
		{"uint32", "int64", "FIELD_SAME_TYPE BBw"},
		{"uint8", "int16", "FIELD_SAME_TYPE BB-"},
		{"uint16", "int", "FIELD_SAME_TYPE BBw"},
		{"uint32", "int", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"uint", "int64", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"uint64", "int64", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"int8", "uint64", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"time.Duration", "int64", "FIELD_SAME_TYPE BB-"},
		{"int64", "time.Duration", "FIELD_SAME_TYPE BB-"},
		{"int32", "time.Duration", "FIELD_SAME_TYPE BBw"},
		{"time.Duration", "int32", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"time.Duration", "string", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"[]time.Duration", "[]int64", "FIELD_SAME_TYPE BB-"},
		{"float32", "float64", "FIELD_SAME_TYPE BB-"},
		{"float64", "float32", "FIELD_SAME_TYPE BBw"},
		{"int64", "float64", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"float64", "int64", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"string", "int64", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"int64", "string", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"bool", "string", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"string", "example.com/app.User", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"string", "[]byte", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"[]byte", "string", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"string", "time.Time", "FIELD_SAME_TYPE BBw"},
		{"string", "net/netip.Addr", "FIELD_SAME_TYPE BBw"},
		{"time.Time", "string", "FIELD_SAME_TYPE BBw"},
		{"time.Time", "net/netip.Addr", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"int64", "any", "FIELD_SAME_TYPE BwB"},
		{"any", "int64", "FIELD_SAME_TYPE Bww"},
		{"[]int32", "[]int64", "FIELD_SAME_TYPE BBw"},
		{"map[string]string", "map[string]time.Time", "FIELD_SAME_TYPE BBw"},
		{"[]any", "[]string", "FIELD_SAME_TYPE Bww"},
		{"int64", "int64", ""},
	} {
		var got string
		if all := breaking.Compare(login("id "+c.from), login("id "+c.to)).Findings; len(all) == 1 {
			got = strings.Replace(brief(all[0]), " user.login id", "", 1)
		} else if len(all) > 1 {
			got = fmt.Sprint(briefs(all))
		}
		if got != c.want {
			t.Errorf("%s → %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

// The basic type behind a named type decides about its JSON form.
func TestNamedTypesOfAField(t *testing.T) {
	basicOf := func(path, name string) string {
		return map[string]string{"a.Level": "string", "b.Level": "string", "a.Age": "int32", "a.Big": "uint", "a.On": "bool"}[path+"."+name]
	}
	for _, c := range []struct{ from, to, want string }{
		{"string", "a.Level", "FIELD_SAME_TYPE BB-"},
		{"a.Level", "string", "FIELD_SAME_TYPE BB-"},
		{"a.Level", "b.Level", "FIELD_SAME_TYPE B--"},
		{"[]string", "[]a.Level", "FIELD_SAME_TYPE BB-"},
		{"a.Level", "time.Time", "FIELD_SAME_TYPE BBw"},
		{"a.Level", "a.Age", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"a.Level", "a.Unknown", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"int32", "a.Age", "FIELD_SAME_TYPE BB-"},
		{"a.Age", "int64", "FIELD_SAME_TYPE BBw"},
		{"a.Big", "int64", "FIELD_WIRE_JSON_COMPATIBLE_TYPE BBB"},
		{"bool", "a.On", "FIELD_SAME_TYPE BB-"},
	} {
		all := breaking.CompareTypes(login("id "+c.from), login("id "+c.to), basicOf).Findings
		if len(all) != 1 || strings.Replace(brief(all[0]), " user.login id", "", 1) != c.want {
			t.Errorf("%s → %s: %q, want %q", c.from, c.to, briefs(all), c.want)
		}
	}
}

// Every other change has those of the table, too.
func TestFieldsAndTopics(t *testing.T) {
	base := func() *lockfile.File { return login("id int64", "name string") }
	nothing := &lockfile.File{}
	reserved := func(f *lockfile.File, fingerprint string) *lockfile.File {
		f.Reserved = []lockfile.Reserved{{Topic: "user.login", Fingerprint: fingerprint, Reason: "given up"}}
		return f
	}
	for name, c := range map[string]struct {
		old, new *lockfile.File
		want     []string
	}{
		"nothing":                 {base(), base(), nil},
		"a topic is new":          {nothing, base(), nil},
		"a topic is gone":         {base(), nothing, []string{"TOPIC_NO_DELETE user.login BBB"}},
		"it was reserved":         {base(), reserved(&lockfile.File{}, "x"), []string{"TOPIC_NO_DELETE_UNLESS_RESERVED user.login Bww"}},
		"it comes back as it was": {base(), reserved(base(), base().Topics[0].Fingerprint), nil},
		"it comes back otherwise": {base(), reserved(base(), "x"), []string{"RESERVED_TOPIC_NO_REUSE user.login -BB"}},

		"it comes back unreserved, otherwise": {reserved(&lockfile.File{}, "x"), base(), []string{"RESERVED_TOPIC_NO_REUSE user.login -BB"}},
		"it comes back unreserved, as it was": {reserved(&lockfile.File{}, base().Topics[0].Fingerprint), base(), nil},
		"it comes back, reserved in both":     {reserved(&lockfile.File{}, "x"), reserved(base(), "x"), []string{"RESERVED_TOPIC_NO_REUSE user.login -BB"}},
		"a use of before is not reserved":     {reserved(base(), "x"), base(), nil},
		"its reservation was changed too":     {reserved(&lockfile.File{}, "x"), reserved(base(), base().Topics[0].Fingerprint), []string{"RESERVED_TOPIC_NO_REUSE user.login -BB"}},
		"its reservation is removed":          {reserved(&lockfile.File{}, "x"), nothing, []string{"RESERVED_TOPIC_NO_DELETE user.login -ww"}},
		"it moves":                            {base(), with(base(), func(t *contract.Event) { t.Package = "other" }), []string{"TOPIC_SAME_PACKAGE user.login B--"}},
		"its Go name":                         {base(), with(base(), func(t *contract.Event) { t.GoName = "Login" }), []string{"TOPIC_SAME_GO_NAME user.login B--"}},
		"its description":                     {base(), with(base(), func(t *contract.Event) { t.Description = "!" }), []string{"DESCRIPTION_CHANGED user.login ---"}},
		"a field is gone":                     {base(), login("id int64"), []string{"FIELD_NO_DELETE user.login name BBB"}},
		"an optional field":                   {base(), login("id int64", "name string", "ip *string"), nil},
		"a required field":                    {base(), login("id int64", "name string", "ip string"), []string{"PAYLOAD_SAME_REQUIRED_FIELDS user.login ip w-B"}},
		"a field's Go name":                   {base(), with(base(), func(t *contract.Event) { t.Fields[0].GoName = "ID2" }), []string{"FIELD_SAME_GO_NAME user.login id B--"}},
		"the order":                           {base(), login("name string", "id int64"), []string{"FIELD_SAME_ORDER user.login w--"}},
		"a comment":                           {base(), with(base(), func(t *contract.Event) { t.Fields[0].Doc = "!" }), nil},
	} {
		if diff := cmp.Diff(c.want, briefs(breaking.Compare(c.old, c.new).Findings)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestRenamesAreGuessed(t *testing.T) {
	moved := with(login("id int64"), func(t *contract.Event) { t.Name = "user.signed_in" })
	for want, files := range map[string][2]*lockfile.File{
		`renamed to "user.signed_in"`: {login("id int64"), moved},
		`renamed to "user_name"`:      {login("id int64", "name string"), login("id int64", "user_name string")},
		`renamed to "login"`:          {login("name string", "id int64"), login("id int64", "login string")},
	} {
		found := breaking.Compare(files[0], files[1]).Findings
		if !strings.Contains(fmt.Sprint(found), want) {
			t.Errorf("found %v, want one that says %s", found, want)
		}
	}
}

func TestListenersAreNamed(t *testing.T) {
	now := login("id int64")
	now.Listens = []contract.Event{
		{Name: "user.login", Package: "example.com/app/audit", Fields: []contract.Field{{Name: "name"}}},
		{Name: "user.login", Package: "example.com/app/notify", Fields: []contract.Field{{Name: "id"}}},
	}
	found := breaking.Compare(login("id int64", "name string"), now).Findings
	if len(found) != 1 || !cmp.Equal(found[0].Listeners, []string{"example.com/app/audit"}) {
		t.Errorf("found %+v, want the one listener that reads the field", found)
	}
}

func TestAcceptanceNeedsAReason(t *testing.T) {
	found := breaking.Compare(login("id int64", "name string"), login("id int64")).Findings
	entry := lockfile.Accepted{Rule: breaking.FieldNoDelete, Topic: "user.login", Field: "name", Reason: "privacy"}
	other := lockfile.Accepted{Rule: breaking.FieldNoDelete, Topic: "user.login", Field: "id", Reason: "privacy"}
	idle, err := breaking.Accept(found, []lockfile.Accepted{entry, other})
	if err != nil || found[0].Failing() || found[0].Accepted != "privacy" || !cmp.Equal(idle, []lockfile.Accepted{other}) {
		t.Errorf("idle %v, error %v, found %+v", idle, err, found)
	}
	for want, bad := range map[string]lockfile.Accepted{
		"has no reason":    {Rule: breaking.FieldNoDelete, Topic: "user.login"},
		`no rule "DELETE"`: {Rule: "DELETE", Topic: "user.login", Reason: "so"},
	} {
		if _, err := breaking.Accept(found, []lockfile.Accepted{bad}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Accept(%+v): %v, want %q", bad, err, want)
		}
	}
}

// The documentation compares each rule with those of other tools.
func TestEveryRuleIsKnown(t *testing.T) {
	page, err := os.ReadFile("../../docs/contracts.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range breaking.Rules() {
		if !breaking.Known(r.ID) || r.Purpose == "" || !strings.Contains(string(page), "`"+r.ID+"`") {
			t.Errorf("rule %+v", r)
		}
	}
	if breaking.Known("NO_SUCH_RULE") {
		t.Error("a rule is known that there is not")
	}
}
