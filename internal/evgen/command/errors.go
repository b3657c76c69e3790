package command

import (
	"errors"
	"fmt"
	"io"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// maxErrors limits the number of errors printed. A larger number usually has one
// cause.
const maxErrors = 50

// printError prints an error under the command's name. Errors that have places are
// printed one on each line, followed by their number.
func printError(w io.Writer, name string, err error) {
	list, ok := errors.AsType[spec.Errors](err)
	if e, single := errors.AsType[*spec.Error](err); !ok && single {
		list, ok = spec.Errors{e}, true
	}
	if !ok {
		fmt.Fprintf(w, "%s: %v\n", name, err)
		return
	}
	for _, e := range list[:min(len(list), maxErrors)] {
		fmt.Fprintln(w, e)
	}
	if len(list) > maxErrors {
		fmt.Fprintf(w, "and %d more\n", len(list)-maxErrors)
	}
	fmt.Fprintf(w, "evgen: %s, nothing written\n", Count(len(list), "error"))
}

// Count returns a number with its noun, such as "1 error" or "2 errors".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
