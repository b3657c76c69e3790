package audit

import (
	"testing"
	"testing/synctest"
	"time"
)

// fill queues n rows. No goroutine takes them: the test does.
func fill(n int) *rowWriter {
	w := &rowWriter{queue: make(chan *pendingRow, 2*batchRows)}
	for range n {
		w.queue <- &pendingRow{}
	}
	return w
}

func TestBatchIsFullAt256Rows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := fill(2*batchRows), time.Now()
		if got := len(w.gatherBatch(<-w.queue)); got != 256 {
			t.Errorf("a batch of %d rows, want 256", got)
		}
		if waited := time.Since(began); waited != 0 {
			t.Errorf("a full batch waited %v", waited)
		}
	})
}

func TestBatchIsDueAfter5Milliseconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := fill(1), time.Now()
		go func() {
			for range 9 { // every 2 ms: two of them come in time
				time.Sleep(2 * time.Millisecond)
				w.queue <- &pendingRow{}
			}
		}()
		if got := len(w.gatherBatch(<-w.queue)); got != 3 {
			t.Errorf("a batch of %d rows, want 3", got)
		}
		if waited := time.Since(began); waited != 5*time.Millisecond {
			t.Errorf("the first row waited %v, want 5ms", waited)
		}
		time.Sleep(time.Minute) // until the goroutine has ended
	})
}
