// Package papers prints the federation's documents as PDF: A4, Chinese, one embedded font, text that can be selected and searched, a QR code that
// leads to the page where a stranger can check the number. It knows nothing of the state: it is given what stands on a paper.
//
// The same paper is the same bytes, whenever and wherever it is printed: nothing in it comes from a clock or from the order of a map.
package papers

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/go-pdf/fpdf"

	"shanpei/models/money"
)

// Fen is an amount of money in fen.
type Fen = money.Fen

// Head is what every paper has.
type Head struct {
	Federation     string
	FederationUSCC string
	Office, Phone  string
	Title          string
	Number         string    // ours, with its check digit; empty for a paper that has none
	Made           time.Time // when what stands on it came to be, never when it was printed
	Verify         string    // the address in the QR code; empty: no code
	Check          string    // where a number can be typed in, printed for those who cannot scan
	Demo           bool      // marks every page 演示数据
	Mark           string    // 已作废, 待签署: across every page
}

// Paper is one of the federation's documents.
type Paper interface {
	head() *Head
	draw(s *sheet)
}

// Press prints papers, at most two at once: each needs about 30 MB while it is made.
type Press struct{ slots chan struct{} }

// atOnce is how many papers are printed at the same time.
const atOnce = 2

// NewPress makes a press.
func NewPress() *Press { return &Press{slots: make(chan struct{}, atOnce)} }

// Print gives the paper as PDF. It waits for its turn, no longer than the context lets it. A character that the font has not is printed as 〓.
func (p *Press) Print(ctx context.Context, paper Paper) ([]byte, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return render(paper)
}

// landscape is implemented by papers that lie.
type landscape interface{ lies() bool }

func render(paper Paper) (out []byte, err error) {
	defer func() { // fpdf panics at what it did not expect; a paper that cannot be printed must not end a request in a stack trace
		if v := recover(); v != nil {
			out, err = nil, fmt.Errorf("papers: %s: %v", paper.head().Title, v)
		}
	}()
	h := paper.head()
	orientation := "P"
	if l, ok := paper.(landscape); ok && l.lies() {
		orientation = "L"
	}
	f := fpdf.New(orientation, "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(h.Made.UTC())
	f.SetModificationDate(h.Made.UTC())
	f.SetProducer("Shanpei", true)
	f.SetCreator("Shanpei", true)
	f.SetTitle(plain(h.Title+" "+h.Number), true)
	f.SetAuthor(plain(h.Federation), true)
	f.SetLang("zh-CN")
	f.SetAutoPageBreak(false, 0)
	f.SetCompression(true)
	f.AddUTF8FontFromBytes(family, "", fontBytes())
	f.SetFont(family, "", 10)
	s := newSheet(f, h, orientation == "L")
	s.newPage()
	paper.draw(s)
	s.finish()
	var b bytes.Buffer
	b.Grow(128 << 10)
	if err := f.Output(&b); err != nil {
		return nil, fmt.Errorf("papers: %s: %w", h.Title, err)
	}
	return b.Bytes(), nil
}
