package breaking

import (
	"encoding/json"
	"io"

	"github.com/fastpluggy/eventbus/internal/breaking"
)

// A jsonComparison is what -format json prints of one module.
type jsonComparison struct {
	Module   string          `json:"module,omitempty"`
	Against  string          `json:"against"`
	Breaks   int             `json:"breaks"`
	Findings []placedFinding `json:"findings"`

	Added []breaking.Addition `json:"added"`
}

// printJSON prints an object for one module, and a list of them in an object for
// several.
func printJSON(w io.Writer, all []*comparison) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	var list []jsonComparison
	breaks := 0
	for _, c := range all {
		breaks += c.countBreaks()
		list = append(list, jsonComparison{
			c.module, c.against, c.countBreaks(),
			append([]placedFinding{}, c.findings...), append([]breaking.Addition{}, c.added...),
		})
	}
	if len(list) == 1 {
		return e.Encode(list[0])
	}
	return e.Encode(struct {
		Breaks  int              `json:"breaks"`
		Modules []jsonComparison `json:"modules"`
	}{breaks, list})
}
