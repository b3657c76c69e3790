package convert

import (
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
)

// A decimal is a number of JSON: its digits, without zeros at either end, times ten to
// the power of exp. Zero has no digits.
type decimal struct {
	negative bool
	digits   string
	exp      int
}

// exponentLimit is beyond all exponents of numbers that a Go type holds.
const exponentLimit = 1 << 20

// parseDecimal reads a number that is valid JSON, or what strconv.FormatFloat writes.
func parseDecimal(text string) (d decimal) {
	text, d.negative = strings.CutPrefix(text, "-")
	mantissa, power := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, power = text[:i], text[i+1:]
	}
	if power != "" {
		n, err := strconv.Atoi(power)
		if err != nil || n > exponentLimit || n < -exponentLimit {
			n = exponentLimit
			if power[0] == '-' {
				n = -exponentLimit
			}
		}
		d.exp = n
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	d.exp -= len(fraction)
	d.digits = strings.TrimLeft(whole+fraction, "0")
	trimmed := strings.TrimRight(d.digits, "0")
	d.exp += len(d.digits) - len(trimmed)
	if d.digits = trimmed; trimmed == "" {
		d.exp = 0
	}
	return d
}

func (d decimal) isWhole() bool { return d.exp >= 0 }

// whole returns the number, unless it has a fraction or more than 64 bits.
func (d decimal) whole() (wholeNumber, bool) {
	if !d.isWhole() || len(d.digits)+d.exp > 20 {
		return wholeNumber{}, false
	}
	abs, err := strconv.ParseUint("0"+d.digits+strings.Repeat("0", d.exp), 10, 64)
	return wholeNumber{negative: d.negative && abs != 0, abs: abs}, err == nil
}

// numberFromText sets dst to a number in JSON, if dst can hold exactly that. A fraction
// that few digits can't write is rounded to the nearest float64, as every reader of JSON
// does; whole numbers never are.
func numberFromText(dst reflect.Value, text string) bool {
	d := parseDecimal(text)
	if dst.CanFloat() {
		f, ok := d.float(text, dst.Type().Bits())
		dst.SetFloat(f)
		return ok
	}
	n, ok := d.whole()
	switch {
	case !ok:
		return false
	case dst.CanUint():
		return setUint(dst, n)
	}
	return setInt(dst, n)
}

// float returns the float of that many bits which encoding/json would have written as
// the text, or which is exactly the number.
func (d decimal) float(text string, size int) (f float64, ok bool) {
	f, err := strconv.ParseFloat(text, size)
	if err != nil || f == 0 && d.digits != "" { // too large, or too small
		return f, false
	}
	if parseDecimal(strconv.FormatFloat(f, 'e', -1, size)) == d {
		return f, true
	}
	if d.isWhole() {
		return f, d.equals(f)
	}
	full, _ := strconv.ParseFloat(text, 64)
	return f, full == f
}

// equals reports whether a whole number is exactly a float. It has at most as many
// digits as the largest float.
func (d decimal) equals(f float64) bool {
	const mostDigits = 309
	if len(d.digits)+d.exp > mostDigits {
		return false
	}
	n, ok := new(big.Int).SetString(d.digits+strings.Repeat("0", d.exp), 10)
	if !ok {
		return false
	}
	if d.negative {
		n.Neg(n)
	}
	exact, _ := new(big.Float).SetFloat64(f).Int(nil)
	return n.Cmp(exact) == 0
}

// ExactNumber returns a number of JSON as an int64, a uint64, a float64 or, if it is a
// whole number that these would round, a json.Number: as the first of them that holds
// it. A number beyond float64 is a [*Error].
func ExactNumber(text string) (any, error) {
	d := parseDecimal(text)
	if plain := strings.TrimLeft(text, "-0123456789") == ""; plain && text != "-0" {
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return i, nil
		}
		if u, err := strconv.ParseUint(text, 10, 64); err == nil {
			return u, nil
		}
	}
	f, ok := d.float(text, 64)
	switch {
	case ok:
		return f, nil
	case math.IsInf(f, 0) || f == 0:
		return nil, &Error{Want: "float64", Have: numberText(text)}
	}
	return json.Number(text), nil
}

// ExactNumbers turns the numbers inside a value that encoding/json has read with
// UseNumber into those of [ExactNumber], in place.
func ExactNumbers(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case map[string]any:
		for key, entry := range v {
			if v[key], err = ExactNumbers(entry); err != nil {
				return nil, atPlace(err, "."+key)
			}
		}
	case []any:
		for i, entry := range v {
			if v[i], err = ExactNumbers(entry); err != nil {
				return nil, atPlace(err, "["+strconv.Itoa(i)+"]")
			}
		}
	default:
		return exactLeaf(v)
	}
	return v, nil
}
