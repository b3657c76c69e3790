package change

import "bytes"

// PlainText returns a text as evgen writes it: without a byte order mark, and with
// lines that end in \n. git writes \r\n on Windows (core.autocrlf), and some editors
// write a mark; neither makes another file.
func PlainText(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
}

// IsCurrent reports whether the file has its new content already.
func (f *File) IsCurrent() bool {
	if f.Old == nil || f.New == nil {
		return f.Old == nil && f.New == nil
	}
	return bytes.Equal(PlainText(f.Old), PlainText(f.New))
}
