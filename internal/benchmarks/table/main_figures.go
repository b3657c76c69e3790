package table

import (
	"fmt"
	"io"
)

// mainTargets are the five figures that the README shows.
func mainTargets() []Target {
	return []Target{
		multipleOf("typed emit to 1 synchronous listener", "words-6-to-1", direct, 0),
		multipleOf("typed emit to 10 synchronous listeners", "words-6-to-10", direct, 0),
		multipleOf("typed emit to 100 synchronous listeners", "words-6-to-100", direct, 0),
		multipleOf("typed emit to 10 asynchronous listeners, until all have it", "async-1x10", directChan, 0),
		multipleOf("untyped emit of a map to 1 listener", "untyped-built", gookit, 0),
	}
}

// mainBase says in the README's words what a main figure is compared with.
var mainBase = map[string]string{direct: "a loop by hand", directChan: "a channel each by hand", gookit: "gookit/event"}

// WriteMain writes the few figures that the README shows: what they are
// compared with, and without their goals.
func WriteMain(w io.Writer, r *Results) {
	writeRow(w, []string{"", "eventbus", "compared with", "", "ratio"})
	fmt.Fprintln(w, "|---|--:|---|--:|--:|")
	for _, t := range mainTargets() {
		v := t.Judge(r)
		if !v.Known {
			writeRow(w, []string{t.Text, "–", mainBase[t.To[0].Entry], "–", "–"})
			continue
		}
		writeRow(w, []string{
			t.Text, formatFigure(v.Measured, t.Of.Unit),
			mainBase[t.To[0].Entry], formatFigure(v.Base, t.To[0].Unit), formatRatio(v.Measured / v.Base),
		})
	}
}
