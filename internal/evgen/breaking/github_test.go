package breaking

import (
	"testing"

	"github.com/fastpluggy/eventbus/internal/breaking"
)

// A text with line breaks, or with the separators of properties, must not become
// another workflow command.
func TestWorkflowCommandIsEscaped(t *testing.T) {
	f := &placedFinding{File: "a,b:c%.go", Line: 3, Column: 4}
	f.Rule, f.Text = breaking.TopicNoDelete, "50 %\r\n::error::x"
	want := `::notice file=a%2Cb%3Ac%25.go,line=3,col=4,title=TOPIC_NO_DELETE::TOPIC_NO_DELETE: 50 %25%0D%0A::error::x`
	got := workflowCommand(f)
	if len(got) < len(want) || got[:len(want)] != want {
		t.Errorf("got\n%s\nwant\n%s…", got, want)
	}
}
