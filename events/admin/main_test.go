package admin_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

// The times of the golden files are UTC.
func TestMain(m *testing.M) {
	time.Local = time.UTC
	goleak.VerifyTestMain(m)
}
