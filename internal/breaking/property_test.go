package breaking_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

var hints = []string{"string", "*string", "int", "int64", "*int32", "any", "[]byte", "[]string", "map[string]any", "time.Time", "example.com/a.B", "[]*example.com/a.B", "map[string]example.com/a.C", "no hint at all", ""}

// shapes of types that lead to themselves and to each other.
var shapes = []string{
	"", "example.com/a.B=string", "example.com/a.C=text",
	"example.com/a.B{x int32; next *example.com/a.B}",
	"example.com/a.B{y int64; next *example.com/a.B,omit; c example.com/a.C}\nexample.com/a.C{b []example.com/a.B}",
	"example.com/a.B=[]example.com/a.B\nexample.com/a.C=example.com/a.C",
}

// files are contracts of any kind, also unlikely ones.
var files = rapid.Custom(func(t *rapid.T) *lockfile.File {
	f := &lockfile.File{}
	names := rapid.SampledFrom([]string{"a.b", "a.c", "user.login", ""})
	topics := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) contract.Event {
		topic := contract.Event{Name: names.Draw(t, "name"), Package: rapid.SampledFrom([]string{"p", "q"}).Draw(t, "package"), GoName: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "go")}
		for _, n := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"x", "y", "xx", "z"}), 0, 4, rapid.ID).Draw(t, "fields") {
			topic.Fields = append(topic.Fields, contract.Field{Name: n, GoName: n, Type: rapid.SampledFrom(hints).Draw(t, "type")})
		}
		topic.Shapes = typesOf(rapid.SampledFrom(shapes).Draw(t, "shapes"))
		return topic
	}), 0, 5)
	seen := map[string]bool{}
	for _, topic := range topics.Draw(t, "topics") {
		if key := topic.Name + " " + topic.Package; !seen[key] {
			seen[key] = true
			f.Topics = append(f.Topics, topic)
		}
	}
	for _, n := range rapid.SliceOfN(names, 0, 2).Draw(t, "reserved") {
		f.Reserved = append(f.Reserved, lockfile.Reserved{Topic: n, Reason: "so"})
	}
	return f
})

func TestEqualContractsBreakNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := files.Draw(t, "contract")
		f.Reserved = nil
		if found := breaking.Compare(f, f).Findings; len(found) != 0 {
			t.Fatalf("between equal contracts: %v", found)
		}
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, now := files.Draw(t, "old"), files.Draw(t, "new")
		want := breaking.Compare(old, now)
		r := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		for _, f := range []*lockfile.File{old, now} {
			r.Shuffle(len(f.Topics), func(i, j int) { f.Topics[i], f.Topics[j] = f.Topics[j], f.Topics[i] })
		}
		if diff := cmp.Diff(want, breaking.Compare(old, now)); diff != "" {
			t.Fatalf("in another order (-want +got):\n%s", diff)
		}
	})
}

// If no finding about an event breaks MAP, a listener with the old payload fits the new
// one, and nothing but comments can have changed if nothing is found and nothing added.
func TestSafeChangesFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, now := files.Draw(t, "old"), files.Draw(t, "new")
		for _, f := range []*lockfile.File{old, now} {
			f.Reserved = nil
			f.Topics = f.Topics[:min(1, len(f.Topics))]
			for i := range f.Topics {
				f.Topics[i].Name = "a.b"
			}
		}
		r := breaking.Compare(old, now)
		if len(old.Topics)*len(now.Topics) == 0 {
			return
		}
		worst := breaking.Safe
		for _, f := range r.Findings {
			worst = max(worst, f.Map)
		}
		if misfits := contract.Misfits(&old.Topics[0], &now.Topics[0]); worst == breaking.Safe && len(misfits) > 0 {
			t.Fatalf("MAP is safe, but %+v; found %v", misfits, r.Findings)
		}
		if len(r.Findings)+len(r.Added)+len(r.Unread) == 0 && !cmp.Equal(old.Topics[0].Fields, now.Topics[0].Fields) {
			t.Fatal("a change of fields is not found")
		}
	})
}
