// Package errtext lets errors that wrap each other name their package once. An
// error of package events begins with "events: ", since it is often shown alone.
// Inside another error, or in a list of them, that word would come again and
// again.
package errtext

import (
	"fmt"
	"strings"
)

// prefixes are what the texts of this module begin with. "host: " is not among
// them: it may well be part of another package's text.
var prefixes = []string{"events: ", "typed: "}

// inner removes the prefixes at all places at which an inner error may begin.
var inner = func() *strings.Replacer {
	var pairs []string
	for _, before := range []string{": ", "\n", "("} {
		for _, p := range prefixes {
			pairs = append(pairs, before+p, before)
		}
	}
	return strings.NewReplacer(pairs...)
}()

// Inner returns what err says, for the text of an error that wraps it: without
// prefixes, wherever they are. A nil, and an Error method that panics on one,
// are printed as fmt does.
func Inner(err error) string { return InnerText(fmt.Sprint(err)) }

// InnerText is [Inner] for a text.
func InnerText(text string) string {
	for {
		short := cutPrefix(inner.Replace(text))
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

// Join is errors.Join, with one prefix at the front of all texts.
func Join(prefix string, errs ...error) error {
	var some []error
	for _, err := range errs {
		if err != nil {
			some = append(some, err)
		}
	}
	if some == nil {
		return nil
	}
	return &joined{prefix, some}
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

type joined struct {
	prefix string
	errs   []error
}

// Error has a line for each error.
func (j *joined) Error() string {
	if len(j.errs) == 1 {
		return fmt.Sprint(j.errs[0])
	}
	lines := make([]string, len(j.errs))
	for i, err := range j.errs {
		lines[i] = strings.TrimPrefix(Inner(err), j.prefix)
	}
	return j.prefix + strings.Join(lines, "\n")
}

func (j *joined) Unwrap() []error { return j.errs }
