package breaking

import (
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// Texts of a declaration are no markup, and none ends a row of a table.
func TestMarkdownIsEscaped(t *testing.T) {
	c := &comparison{against: "a|b\n# x", now: &lockfile.File{Topics: []contract.Event{{Name: "a.new", Description: "<script>|\n- [x](y) @all"}}}}
	c.added = []breaking.Addition{{Topic: "a.new", Package: "p"}}
	f := placedFinding{}
	f.Rule, f.Topic, f.Package, f.Field = breaking.FieldNoDelete, "a.b", "p", "x"
	f.Text, f.Remark, f.Accepted = `event "a.b" has lost its field "x|y" (*string)`, "was it `renamed`\r\n| no |", "be|cause\n*of*"
	f.Listeners, f.Also = []string{"q"}, []string{"`z`"}
	c.findings = []placedFinding{f}
	var out strings.Builder
	if err := printMarkdown(&out, []*comparison{c}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\nAgainst a\\|b \\# x: 0 breaks, 0 warnings, 1 accepted, 1 event added.\n",
		"\n| lost the field `x\\|y` (\\*string); was it \\`renamed\\` \\| no \\|<br>also at `` `z` ``<br>heard by `q`<br>accepted: be\\|cause \\*of\\*<br>`FIELD_NO_DELETE` | safe | safe | safe |\n",
		"\n- event `a.new` of `p`: &lt;script&gt;\\| - \\[x\\](y) &#64;all\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it lacks\n%s\nin\n%s", want, out.String())
		}
	}
}
