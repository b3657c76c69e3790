package dispatch

import (
	"fmt"
	"testing"
)

func TestIndexFindsWhatIsInIt(t *testing.T) {
	var x slotIndex
	if x.get("a") != nil {
		t.Error("an empty index has a slot")
	}
	slots := map[string]*slot{}
	for i := range 2000 {
		s := &slot{name: fmt.Sprint("name.", i)}
		slots[s.name] = s
		x.put(s)
		if i%3 == 0 { // those behind a tombstone must be found
			gone := slots[fmt.Sprint("name.", i/3)]
			if gone != nil {
				x.remove(gone)
				delete(slots, gone.name)
			}
		}
	}
	for i := range 2000 {
		name := fmt.Sprint("name.", i)
		if got := x.get(name); got != slots[name] {
			t.Fatalf("%s: got %v, want %v", name, got, slots[name])
		}
	}
	if x.live != len(slots) {
		t.Errorf("%d live, want %d", x.live, len(slots))
	}
}

func TestIndexGivesMemoryBack(t *testing.T) {
	var x slotIndex
	var slots []*slot
	for i := range 10_000 {
		slots = append(slots, &slot{name: fmt.Sprint(i)})
		x.put(slots[i])
	}
	most := len(*x.buckets.Load())
	for _, s := range slots {
		x.remove(s)
	}
	if left := len(*x.buckets.Load()); most < 10_000 || left > 2*smallestIndex {
		t.Errorf("%d buckets at most, %d in the end", most, left)
	}
}

// Names that come and go must not fill the index with tombstones: a lookup of a
// name that is not in would go round for ever.
func TestIndexKeepsAFreeBucket(t *testing.T) {
	var x slotIndex
	x.put(&slot{name: "stays"})
	for i := range 1000 {
		s := &slot{name: fmt.Sprint(i)}
		x.put(s)
		x.remove(s)
		free := 0
		for b := range *x.buckets.Load() {
			if (*x.buckets.Load())[b].Load() == nil {
				free++
			}
		}
		if free == 0 {
			t.Fatalf("no free bucket after %d names", i)
		}
	}
	if x.get("stays") == nil || x.get("other") != nil {
		t.Error("the index has lost its slot")
	}
}

func TestNumberingFindsInternedNames(t *testing.T) {
	c := New().core
	for id := uint32(1); id <= 300; id++ {
		c.addNumber(&slot{}, id*7)
	}
	n := *c.numberedSlots.Load()
	for id := uint32(1); id <= 300; id++ {
		if s := n.get(id * 7); s == nil || s.number != id*7 {
			t.Fatalf("%d is not found", id*7)
		}
	}
	if n.get(3) != nil {
		t.Error("a number that was not added is found")
	}
}
