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
	pulse     = 100 * time.Millisecond // between two writes to a stream
	rush      = 250 * time.Millisecond // while more than a crowd comes in between: 32 readers of 10,000 events a second take 2 % of a processor, not 4
	atOnce    = 50                     // events in one of them
	crowd     = 3 * atOnce             // in one rush: 500 a second, which all come through at a pulse, are 125
	heartbeat = 15 * time.Second       // shows a proxy, and us, that somebody is there
	deadline  = 5 * time.Second        // for a write
)

// stream sends events as they happen, in the format of server-sent events. It
// begins after the id that a browser names when it comes back, and else with
// what happens from now on.
func (p *Page) stream(w http.ResponseWriter, r *http.Request) {
	if !sameOrigin(r) {
		refuse(w, http.StatusForbidden, "the stream is for this page alone")
		return
	}
	header := w.Header()
	if r.Method != http.MethodHead && !p.watch.open() {
		header.Set("Retry-After", "5")
		refuse(w, http.StatusServiceUnavailable, "too many streams are open: close one, or raise Options.Streams")
		return
	}
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	header.Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead {
		return
	}
	p.watch.touch()
	out := &outlet{w: w, rc: http.NewResponseController(w)}
	err := p.pour(r, out)
	p.watch.leave(errors.Is(err, os.ErrDeadlineExceeded))
}

// pour writes until the reader leaves, is too slow, or the page is closed.
func (p *Page) pour(r *http.Request, out *outlet) error {
	q := queryOf(r)
	cursor := p.watch.cursor(r)
	_ = out.rc.SetReadDeadline(time.Time{}) // a server's ReadTimeout would end the stream
	if err := out.send([]byte("retry: 2000\n\n")); err != nil {
		return err
	}
	for {
		found, gone, last := p.watch.after(cursor, q.filter, out.found[:0])
		cursor = last
		pause, err := out.entries(found, gone, last)
		if err != nil {
			return err
		}
		clear(found) // what was read must not live on in it
		out.found = found
		select {
		case <-time.After(pause):
		case <-r.Context().Done():
			return nil
		case <-p.watch.quit:
			return nil
		}
	}
}

// cursor returns the id after which a stream begins. One that is yet to come,
// as from before a restart, leads to what happens from now on.
func (w *watch) cursor(r *http.Request) uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, since := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("since")} {
		if id, err := strconv.ParseUint(since, 10, 64); err == nil {
			return id
		}
	}
	return w.last
}

// An outlet writes to one reader, who has so long for each write. Its memory is
// used again: 32 readers of 10,000 events a second would need 14 MB a second.
type outlet struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	last  time.Time
	found []*entry
	text  bytes.Buffer
}

// send gives each write a fresh deadline, in place of the server's WriteTimeout
// for the whole answer.
func (o *outlet) send(b []byte) error {
	o.last = time.Now()
	_ = o.rc.SetWriteDeadline(o.last.Add(deadline)) // in tests there may be none
	if _, err := o.w.Write(b); err != nil {
		return err
	}
	if err := o.rc.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

// entries writes the newest of what there is, and how many others were left
// out: nobody reads a thousand lines a second. What failed is never left out
// for what did not. It returns how long to wait before the next write.
func (o *outlet) entries(found []*entry, gone int, last uint64) (time.Duration, error) {
	if len(found)+gone == 0 {
		if time.Since(o.last) < heartbeat {
			return pulse, nil
		}
		return pulse, o.send([]byte(":\n\n"))
	}
	b := &o.text
	b.Reset()
	kept := choose(found, atOnce)
	for _, e := range kept {
		b.Write(e.message())
	}
	if left := len(found) - len(kept) + gone; left > 0 {
		b.Write(message("skipped", last, fmt.Appendf(nil, `{"count":%d}`, left)))
	}
	pause := pulse
	if len(found)+gone > crowd {
		pause = rush
	}
	return pause, o.send(b.Bytes())
}

// choose returns at most n entries in their order: those that failed, then the newest.
func choose(found []*entry, n int) []*entry {
	if len(found) <= n {
		return found
	}
	room := n
	take := make([]bool, len(found))
	for _, failing := range []bool{true, false} {
		for i := len(found) - 1; i >= 0 && room > 0; i-- {
			if found[i].failing() == failing {
				take[i] = true
				room--
			}
		}
	}
	kept := make([]*entry, 0, n)
	for i, e := range found {
		if take[i] {
			kept = append(kept, e)
		}
	}
	return kept
}

// message frames one message. JSON has no line breaks of its own, but framing
// must not hang on that: each line gets its field name.
func message(event string, id uint64, data []byte) []byte {
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
