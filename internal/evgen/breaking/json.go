package breaking

import (
	"encoding/json"
	"io"

	"github.com/fastpluggy/eventbus/internal/breaking"
)

func printJSON(w io.Writer, c *comparison) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Against  string          `json:"against"`
		Breaks   int             `json:"breaks"`
		Findings []placedFinding `json:"findings"`

		Added []breaking.Addition `json:"added"`
	}{c.against, c.countBreaks(), append([]placedFinding{}, c.findings...), append([]breaking.Addition{}, c.added...)})
}
