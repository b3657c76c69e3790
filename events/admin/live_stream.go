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
	maxEntriesPerWrite = 50 // events in one write to a stream
	writeInterval      = 100 * time.Millisecond

	// If more than busyCount events have come since the last write, the next one
	// is after busyInterval. With that, 32 readers of 10,000 events per second
	// take 2 % of a processor instead of 4 %. A rate of 500 events per second is
	// shown completely at writeInterval, and is 125 events per busyInterval: below
	// busyCount, so it goes back to writeInterval.
	busyCount    = 3 * maxEntriesPerWrite
	busyInterval = 250 * time.Millisecond

	heartbeatInterval = 15 * time.Second // shows a proxy that the stream is alive, and us that the reader is
	writeTimeout      = 5 * time.Second
)

// serveStream sends events as they happen, as server-sent events. It begins after
// the id that a browser sends when it reconnects, or else with the next event.
func (p *Page) serveStream(w http.ResponseWriter, r *http.Request) {
	if !sameOrigin(r) {
		refuse(w, http.StatusForbidden, "only this page may read the stream")
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

// writeUntilDone writes events until the reader leaves, is too slow, or the page
// is closed.
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
		clear(found) // the reused slice must not keep old entries alive
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

// streamStart returns the id after which a stream begins. An id from the future,
// as from before a restart, means the next event.
func (o *busObserver) streamStart(r *http.Request) uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, since := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("since")} {
		if id, err := strconv.ParseUint(since, 10, 64); err == nil {
			return id
		}
	}
	return o.last
}

// A streamWriter writes to one reader, with a deadline for each write. It reuses
// its memory: without that, 32 readers of 10,000 events per second would allocate
// 14 MB per second.
type streamWriter struct {
	w         http.ResponseWriter
	rc        *http.ResponseController
	lastWrite time.Time
	entries   []*liveEntry
	text      bytes.Buffer
}

// writeAndFlush writes b with a deadline of its own, in place of the server's
// WriteTimeout for the whole response.
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

// writeEntries writes the newest of the found entries and the number of those left
// out: a reader cannot follow a thousand lines per second. Entries that failed are
// kept first. It returns how long to wait before the next write.
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

// chooseEntries returns at most n entries, in order: those that failed, then the
// newest.
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

// frameMessage frames one message of a stream. JSON has no line breaks, but the
// framing does not rely on that: each line gets its field name.
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
