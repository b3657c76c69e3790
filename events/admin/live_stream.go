package admin

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"
)

const (
	writeInterval      = 100 * time.Millisecond // between two writes to a stream
	busyInterval       = 250 * time.Millisecond // while more than a crowd comes in between: 32 readers of 10,000 events a second take 2 % of a processor, not 4
	maxEntriesPerWrite = 50                     // events in one of them
	busyCount          = 3 * maxEntriesPerWrite // in one rush: 500 a second, which all come through at a pulse, are 125
	heartbeatInterval  = 15 * time.Second       // shows a proxy, and us, that somebody is there
	writeTimeout       = 5 * time.Second        // for a write
)

// serveStream sends events as they happen, in the format of server-sent events. It
// begins after the id that a browser names when it comes back, and else with
// what happens from now on.
func (p *Page) serveStream(w http.ResponseWriter, r *http.Request) {
	if !sameOrigin(r) {
		refuse(w, http.StatusForbidden, "the stream is for this page alone")
		return
	}
	header := w.Header()
	if r.Method != http.MethodHead && !p.observer.openStream() {
		header.Set("Retry-After", "5")
		refuse(w, http.StatusServiceUnavailable, "too many streams are open: close one, or raise Options.Streams")
		return
	}
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	header.Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead {
		return
	}
	p.observer.noteRequest()
	out := &streamWriter{w: w, rc: http.NewResponseController(w)}
	err := p.writeUntilDone(r, out)
	p.observer.closeStream(errors.Is(err, os.ErrDeadlineExceeded))
}

// writeUntilDone writes until the reader leaves, is too slow, or the page is closed.
func (p *Page) writeUntilDone(r *http.Request, out *streamWriter) error {
	q := queryOf(r)
	cursor := p.observer.streamStart(r)
	_ = out.rc.SetReadDeadline(time.Time{}) // a server's ReadTimeout would end the stream
	if err := out.writeAndFlush([]byte("retry: 2000\n\n")); err != nil {
		return err
	}
	for {
		found, gone, last := p.observer.entriesAfter(cursor, q.liveFilter, out.entries[:0])
		cursor = last
		pause, err := out.writeEntries(found, gone, last)
		if err != nil {
			return err
		}
		clear(found) // what was read must not live on in it
		out.entries = found
		select {
		case <-time.After(pause):
		case <-r.Context().Done():
			return nil
		case <-p.observer.quit:
			return nil
		}
	}
}

// streamStart returns the id after which a stream begins. One that is yet to come,
// as from before a restart, leads to what happens from now on.
func (w *busObserver) streamStart(r *http.Request) uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, since := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("since")} {
		if id, err := strconv.ParseUint(since, 10, 64); err == nil {
			return id
		}
	}
	return w.last
}

// An streamWriter writes to one reader, who has so long for each write. Its memory is
// used again: 32 readers of 10,000 events a second would need 14 MB a second.
type streamWriter struct {
	w         http.ResponseWriter
	rc        *http.ResponseController
	lastWrite time.Time
	entries   []*liveEntry
	text      bytes.Buffer
}

// writeAndFlush gives each write a fresh deadline, in place of the server's WriteTimeout
// for the whole answer.
func (o *streamWriter) writeAndFlush(b []byte) error {
	o.lastWrite = time.Now()
	_ = o.rc.SetWriteDeadline(o.lastWrite.Add(writeTimeout)) // in tests there may be none
	if _, err := o.w.Write(b); err != nil {
		return err
	}
	if err := o.rc.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

// writeEntries writes the newest of what there is, and how many others were left
// out: nobody reads a thousand lines a second. What failed is never left out
// for what did not. It returns how long to wait before the next write.
func (o *streamWriter) writeEntries(found []*liveEntry, gone int, last uint64) (time.Duration, error) {
	if len(found)+gone == 0 {
		if time.Since(o.lastWrite) < heartbeatInterval {
			return writeInterval, nil
		}
		return writeInterval, o.writeAndFlush([]byte(":\n\n"))
	}
	b := &o.text
	b.Reset()
	kept := chooseEntries(found, maxEntriesPerWrite)
	for _, e := range kept {
		b.Write(e.streamMessage())
	}
	if left := len(found) - len(kept) + gone; left > 0 {
		b.Write(frameMessage("skipped", last, fmt.Appendf(nil, `{"count":%d}`, left)))
	}
	pause := writeInterval
	if len(found)+gone > busyCount {
		pause = busyInterval
	}
	return pause, o.writeAndFlush(b.Bytes())
}

// chooseEntries returns at most n entries in their order: those that failed, then the newest.
func chooseEntries(found []*liveEntry, n int) []*liveEntry {
	if len(found) <= n {
		return found
	}
	room := n
	take := make([]bool, len(found))
	for _, failing := range []bool{true, false} {
		for i := len(found) - 1; i >= 0 && room > 0; i-- {
			if found[i].hasFailed() == failing {
				take[i] = true
				room--
			}
		}
	}
	kept := make([]*liveEntry, 0, n)
	for i, e := range found {
		if take[i] {
			kept = append(kept, e)
		}
	}
	return kept
}

// frameMessage frames one message. JSON has no line breaks of its own, but framing
// must not hang on that: each line gets its field name.
func frameMessage(event string, id uint64, data []byte) []byte {
	var b bytes.Buffer
	if event != "" {
		fmt.Fprintf(&b, "event: %s\n", event)
	}
	fmt.Fprintf(&b, "id: %d\n", id)
	for line := range bytes.FieldsFuncSeq(data, func(r rune) bool { return r == '\n' || r == '\r' }) {
		fmt.Fprintf(&b, "data: %s\n", line)
	}
	b.WriteByte('\n')
	return b.Bytes()
}
