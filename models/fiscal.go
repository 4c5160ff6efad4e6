package models

// FiscalReceipt is the identity of a 公益事业捐赠票据 (财综〔2024〕1号): issued by the tax office's system and written down here, never made up.
type FiscalReceipt struct{ Code, Number, Check string }

// FiscalError says which part of a receipt's identity is not well formed: `code`, `number` or `check`.
type FiscalError struct{ Part string }

func (e *FiscalError) Error() string { return "fiscal receipt: " + e.Part }

// Slug is the part.
func (e *FiscalError) Slug() string { return e.Part }

// ParseFiscalReceipt checks code (8 digits), number (10 digits) and check (6 letters or digits, as printed).
func ParseFiscalReceipt(code, number, check string) (FiscalReceipt, error) {
	switch {
	case len(code) != 8 || !allDigits(code):
		return FiscalReceipt{}, &FiscalError{Part: "code"}
	case len(number) != 10 || !allDigits(number):
		return FiscalReceipt{}, &FiscalError{Part: "number"}
	case len(check) != 6 || !alphanumeric(check):
		return FiscalReceipt{}, &FiscalError{Part: "check"}
	}
	return FiscalReceipt{Code: code, Number: number, Check: check}, nil
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (s[i] < '0' || s[i] > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
