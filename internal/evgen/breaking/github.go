package breaking

import (
	"fmt"
	"io"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
)

// The escapes of GitHub's workflow commands.
var (
	messageEscaper  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscaper = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// printGitHub prints workflow commands, which GitHub shows beside the changed
// lines.
func printGitHub(w io.Writer, c *comparison) error {
	for i := range c.findings {
		if _, err := fmt.Fprintln(w, workflowCommand(&c.findings[i])); err != nil {
			return err
		}
	}
	return nil
}

func workflowCommand(f *placedFinding) string {
	place := fmt.Sprintf("file=%s,line=%d", propertyEscaper.Replace(f.File), f.Line)
	if f.Column > 0 {
		place += fmt.Sprintf(",col=%d", f.Column)
	}
	return fmt.Sprintf("::%s %s,title=%s::%s", severity(f), place, f.Rule, messageEscaper.Replace(f.String()))
}

func severity(f *placedFinding) string {
	switch {
	case f.Failing():
		return "error"
	case f.Accepted == "" && f.Worst() == breaking.Warns:
		return "warning"
	}
	return "notice"
}
