package dispatch

import (
	"slices"
	"strconv"
	"testing"
)

// newTestQueue returns a queue of ints that no worker empties.
func newTestQueue(cfg Config) *queue {
	b := newTestBus(Hooks{})
	cfg.Async = true
	k := kindOfInt("queue")
	l := newListener(b, k, streamHandler{}, CallSite{}, cfg)
	l.slot = &b.core.anySlot
	l.queue.isStream = true // which no worker serves
	return l.queue
}

func putInt(q *queue, r *itemRing, n int) {
	r.put(q, &queueItem{source: strconv.Itoa(n)}, &Meta{Source: strconv.Itoa(n)}, noescape(&n))
}

// contentOf returns the payloads of a ring, after a look at what goes with them.
func contentOf(t *testing.T, q *queue, r *itemRing) (all []int) {
	t.Helper()
	for i := range r.n {
		place := r.placeOf(i)
		n := *(*int)(q.store.pointerTo(r.bank, place))
		if source := strconv.Itoa(n); r.items[place].source != source || r.metas[place].Source != source {
			t.Errorf("%d is beside the item %s and the meta %s", n, r.items[place].source, r.metas[place].Source)
		}
		all = append(all, n)
	}
	return all
}

func TestRingKeepsOrderWhileItGrowsAndWraps(t *testing.T) {
	q := newTestQueue(Config{})
	r := &q.fill
	var want []int
	for n := range 500 {
		putInt(q, r, n)
		want = append(want, n)
		if n%3 == 0 { // the head moves, so growing must move what is round the end
			r.wipePlace(q, r.head)
			r.head = r.placeOf(1)
			r.n--
			want = want[1:]
		}
	}
	if got := contentOf(t, q, r); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if size := len(r.items); size&(size-1) != 0 {
		t.Errorf("%d places, not a power of two", size)
	}
}

func TestRingForgetsWhatItHeld(t *testing.T) {
	q := newTestQueue(Config{})
	r := &q.fill
	r.resize(q, 8)
	r.head = 6 // so what follows is round the end
	for n := range 5 {
		putInt(q, r, n+1)
	}
	r.wipeItems(q)
	for i, it := range r.items {
		if it.source != "" || *(*int)(q.store.pointerTo(r.bank, i)) != 0 {
			t.Errorf("place %d still holds %v", i, it)
		}
	}
	if r.n != 0 || r.head != 0 {
		t.Errorf("%d items from %d on", r.n, r.head)
	}
}

func TestRingGivesBackABurst(t *testing.T) {
	q := newTestQueue(Config{})
	for _, tt := range []struct{ put, kept int }{{smallCapacity, smallCapacity}, {smallCapacity + 1, 0}} {
		r := &q.fill
		for n := range tt.put {
			putInt(q, r, n)
		}
		r.wipeItems(q)
		if r.shrinkMemory(q); len(r.items) != tt.kept {
			t.Errorf("after %d items, %d places are kept, want %d", tt.put, len(r.items), tt.kept)
		}
	}
}

func TestBatchHandsOutEachItemOnce(t *testing.T) {
	q := newTestQueue(Config{})
	for n := range 3 {
		putInt(q, &q.fill, n)
	}
	if !q.swapRingsLocked() {
		t.Fatal("nothing was swapped")
	}
	b := &q.batch
	var got []int
	for left := 3; left > 0; left-- {
		if b.unclaimed() != left {
			t.Errorf("%d unclaimed, want %d", b.unclaimed(), left)
		}
		got = append(got, *(*int)(q.store.pointerTo(b.bank, b.claim())))
	}
	if !slices.Equal(got, []int{0, 1, 2}) || b.claim() != -1 || b.unclaimed() != 0 {
		t.Errorf("claimed %v, then %d, with %d left", got, b.claim(), b.unclaimed())
	}
	if b.bank == q.fill.bank {
		t.Error("both rings are in one bank")
	}
}
