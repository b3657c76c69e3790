package events_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// hang is when a test that waits for nothing slow is taken to hang. It is long,
// since the machine may be busy; nothing waits for it unless something is
// broken.
const hang = 30 * time.Second

// watchdog calls f and fails the test, with the stacks of all goroutines, where
// it takes longer than d on the real clock: a goroutine that waits for a mutex
// is not durably blocked, so a synctest bubble would not notice the deadlock.
// Within f, t.Fatal ends f and fails the test.
func watchdog(t *testing.T, d time.Duration, f func()) {
	t.Helper()
	if stacks := stacksAfter(d, f); stacks != "" {
		t.Fatalf("it hangs: not over after %v; all goroutines:\n%s", d, stacks)
	}
}

// stacksAfter calls f and returns "" when it is over, or what all goroutines do
// after d.
func stacksAfter(d time.Duration, f func()) string {
	over := make(chan struct{})
	go func() {
		defer close(over)
		f()
	}()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-over:
		return ""
	case <-timer.C:
		stacks := make([]byte, 1<<20)
		return string(stacks[:runtime.Stack(stacks, true)])
	}
}

// eventually waits on the real clock for a result of other goroutines; the watchdog
// ends it if there is none.
func eventually(ok func() bool) {
	for !ok() {
		time.Sleep(50 * time.Microsecond)
	}
}

// reaches waits until n is want.
func reaches(n *atomic.Int32, want int32) { eventually(func() bool { return n.Load() >= want }) }

// The watchdog sees a deadlock of mutexes, and who is in it.
func TestWatchdogSeesAMutex(t *testing.T) {
	var mu sync.Mutex
	over := make(chan struct{})
	mu.Lock()
	stacks := stacksAfter(50*time.Millisecond, func() {
		defer close(over)
		mu.Lock()
		defer mu.Unlock()
	})
	wantText(t, stacks, "TestWatchdogSeesAMutex", "sync.(*Mutex).Lock")
	mu.Unlock()
	<-over
	if stacks := stacksAfter(hang, func() {}); stacks != "" {
		t.Errorf("what is over hangs: %s", stacks)
	}
}
