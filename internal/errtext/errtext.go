// Package errtext lets errors that wrap each other name their package once. An
// error of package events begins with "events: ", since it is often shown alone.
// Inside another error, or in a list of errors, that word would be repeated. It also
// reads errors whose Error method may panic, exit or block.
package errtext

import (
	"fmt"
	"strings"
)

// prefixes begin the error texts of this module. "host: " is not among them: it may
// be a part of another package's text.
var prefixes = []string{"events: ", "typed: "}

// innerPrefixes removes the prefixes at all places at which an error inside another
// one may begin.
var innerPrefixes = func() *strings.Replacer {
	var pairs []string
	for _, before := range []string{": ", "\n", "("} {
		for _, p := range prefixes {
			pairs = append(pairs, before+p, before)
		}
	}
	return strings.NewReplacer(pairs...)
}()

// Inner returns the text of err for an error that wraps it: without prefixes,
// wherever they are. A nil error, and an Error method that panics on a nil receiver,
// are printed as by fmt.
func Inner(err error) string { return InnerText(fmt.Sprint(err)) }

// InnerText is [Inner] for a text. It replaces again until nothing changes, since a
// prefix may come twice.
func InnerText(text string) string {
	for {
		short := cutPrefix(innerPrefixes.Replace(text))
		if short == text {
			return text
		}
		text = short
	}
}

func cutPrefix(text string) string {
	for _, p := range prefixes {
		text = strings.TrimPrefix(text, p)
	}
	return text
}

// Join is errors.Join with one prefix, at the front of the whole text.
func Join(prefix string, errs ...error) error {
	var present []error
	for _, err := range errs {
		if err != nil {
			present = append(present, err)
		}
	}
	if present == nil {
		return nil
	}
	return &joinedErrors{prefix, present}
}

// Tidy gives joined errors one prefix, and returns any other error as it is.
func Tidy(prefix string, err error) error {
	if err == nil {
		return nil
	}
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		return Join(prefix, all.Unwrap()...)
	}
	return err
}

type joinedErrors struct {
	prefix string
	errs   []error
}

// Error has a line for each error. A single error keeps its own text.
func (j *joinedErrors) Error() string {
	if len(j.errs) == 1 {
		return fmt.Sprint(j.errs[0])
	}
	lines := make([]string, len(j.errs))
	for i, err := range j.errs {
		lines[i] = strings.TrimPrefix(Inner(err), j.prefix)
	}
	return j.prefix + strings.Join(lines, "\n")
}

func (j *joinedErrors) Unwrap() []error { return j.errs }
