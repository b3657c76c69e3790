package events_test

import (
	"testing"

	"go.uber.org/goleak"
)

// B43: whatever these tests did, no goroutine of a bus outlives them.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
