package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A reportSorter passes on what go vet prints, with the reports of a package in the
// order of their places: go vet prints those of one check after those of another.
type reportSorter struct {
	to      io.Writer
	line    []byte // one that has not ended
	reports []placedReport
	badFlag bool // a flag was refused, and all that follows is the usage of go vet

	unjudged *unjudgedReport // nil without the flag -report
	others   bool            // something else was printed
}

// A placedReport is a report, with the lines of source below it that the flag -c
// adds.
type placedReport struct {
	file         string
	line, column int
	text         string
}

// unknownFlag begins the line with which go vet refuses a flag.
const unknownFlag = "flag provided but not defined: "

var reportPlace = regexp.MustCompile(`^(.+?\.go):(\d+):(\d+): `)

// Write takes a part of the output.
func (s *reportSorter) Write(p []byte) (int, error) {
	s.line = append(s.line, p...)
	for {
		i := bytes.IndexByte(s.line, '\n')
		if i < 0 {
			return len(p), nil
		}
		text := string(s.line[:i+1])
		s.line = s.line[i+1:]
		if err := s.add(text); err != nil {
			return 0, err
		}
	}
}

func (s *reportSorter) add(text string) error {
	if flag, ok := strings.CutPrefix(text, unknownFlag); ok && len(s.reports) == 0 {
		s.badFlag = true
		_, err := fmt.Fprintf(s.to, "evvet: there is no flag %s; evvet -h lists the flags\n", strings.TrimSpace(flag))
		return err
	}
	if s.badFlag {
		return nil
	}
	if s.unjudged != nil && s.unjudged.take(text) {
		return nil
	}
	s.others = s.others || strings.TrimSpace(text) != "" && !strings.HasPrefix(text, "# ")
	if m := reportPlace.FindStringSubmatch(text); m != nil {
		line, _ := strconv.Atoi(m[2])
		column, _ := strconv.Atoi(m[3])
		s.reports = append(s.reports, placedReport{m[1], line, column, text})
		return nil
	}
	if last := len(s.reports) - 1; last >= 0 && isBelowReport(text) {
		s.reports[last].text += text
		return nil
	}
	if err := s.flush(); err != nil {
		return err
	}
	_, err := io.WriteString(s.to, text)
	return err
}

// isBelowReport reports whether a line belongs to the report above it: a line of
// source has its number in front.
func isBelowReport(text string) bool { return strings.IndexByte(" \t0123456789", text[0]) >= 0 }

// flush writes the reports collected so far.
func (s *reportSorter) flush() error {
	slices.SortStableFunc(s.reports, comparePlaces)
	var all strings.Builder
	for _, r := range s.reports {
		all.WriteString(r.text)
	}
	s.reports = nil
	_, err := io.WriteString(s.to, all.String())
	return err
}

// close writes what is left, when nothing more will be printed.
func (s *reportSorter) close() error {
	if err := s.flush(); err != nil {
		return err
	}
	_, err := s.to.Write(s.line)
	if s.unjudged != nil && err == nil {
		_, err = io.WriteString(s.to, s.unjudged.text())
	}
	return err
}

func comparePlaces(a, b placedReport) int {
	return cmp.Or(strings.Compare(a.file, b.file), a.line-b.line, a.column-b.column)
}
