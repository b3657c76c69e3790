package add

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// insertIntoList returns the text of the list's file with the event in the list.
func (p *sourcePackage) insertIntoList(list *eventList, e *newEvent) ([]byte, error) {
	qualifier, ok := eventsQualifier(list.file.tree)
	if !ok && len(e.fields) > 0 {
		return nil, &spec.Error{Pos: p.position(list.lit.Pos()), Text: fmt.Sprintf("the file does not import %s, which a payload needs; import it, or declare the event by hand", spec.EventsPath)}
	}
	elem, err := elementText(e, qualifier)
	if err != nil {
		return nil, err
	}
	l := &literal{fset: p.fset, file: list.file, lit: list.lit}
	offset, text := l.insertion(p.sortedIndex(list, e.name), elem)
	return formatIfFormatted(list.file.text, insertText(list.file.text, offset, text))
}

// appendList returns the text of a file with a list at its end.
func appendList(f *sourceFile, e *newEvent) ([]byte, error) {
	qualifier, _ := eventsQualifier(f.tree)
	list, err := listText(e, qualifier)
	gap := "\n"
	if !bytes.HasSuffix(f.text, []byte("\n")) {
		gap = "\n\n"
	}
	return insertText(f.text, len(f.text), gap+list), err
}

// insertText inserts text at an offset of src, with the line endings of src.
func insertText(src []byte, offset int, text string) []byte {
	if bytes.Contains(src, []byte("\r\n")) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return bytes.Join([][]byte{src[:offset], []byte(text), src[offset:]}, nil)
}

// formatIfFormatted formats a file that was formatted before the change, since
// gofmt may align comments of old lines with those of new lines. Other files are
// left as they are.
func formatIfFormatted(before, after []byte) ([]byte, error) {
	formatted, err := format.Source(after)
	if err != nil {
		return nil, err
	}
	if old, err := format.Source(before); err != nil || !bytes.Equal(old, before) {
		return after, nil
	}
	return formatted, nil
}
