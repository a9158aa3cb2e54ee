"""What a formula of a student's may hold, for harmless.py.

No command here makes a link, a style, an attribute or a new command, and none moves what it sets elsewhere.
"""

from __future__ import annotations

__all__ = ["ALLOWED", "ENVIRONMENTS"]

LETTERS = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi
omicron pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi
Pi Sigma Upsilon Phi Psi Omega aleph beth ell hbar imath jmath nabla partial Re Im wp infty emptyset
varnothing complement
"""
STYLES = """
mathbb mathbf mathcal mathfrak mathit mathrm mathsf mathtt mathscr mathnormal boldsymbol bm bf it rm sf tt
cal text textbf textit textrm textsf texttt textnormal mbox operatorname mathop mathrel mathbin mathord
mathopen mathclose mathpunct displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits
"""
BUILT = """
frac dfrac tfrac cfrac binom dbinom tbinom sqrt root over atop choose bar hat vec dot ddot dddot tilde
widehat widetilde check breve acute grave mathring overline underline overbrace underbrace overrightarrow
overleftarrow overset underset stackrel substack boxed not prime backprime
"""
OPERATORS = """
sum prod coprod int iint iiint oint bigcap bigcup bigsqcup bigvee bigwedge bigodot bigoplus bigotimes
biguplus pm mp times div cdot ast star circ bullet cap cup uplus sqcap sqcup vee wedge setminus
smallsetminus wr diamond oplus ominus otimes oslash odot dagger ddagger amalg land lor lnot neg boxtimes
boxplus bigtriangleup bigtriangledown triangleleft triangleright
"""
RELATIONS = """
le leq ge geq ll gg lll ggg leqslant geqslant lesssim gtrsim lt gt equiv sim simeq approx cong doteq ne neq
propto asymp prec succ preceq succeq subset supset subseteq supseteq subsetneq supsetneq sqsubseteq
sqsupseteq in ni notin mid nmid parallel nparallel perp models vdash dashv forall exists nexists therefore
because triangleq coloneqq bowtie smile frown trianglelefteq trianglerighteq nless ngtr nleq ngeq
"""
ARROWS = """
to gets leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow longleftarrow longrightarrow
longleftrightarrow Longleftarrow Longrightarrow Longleftrightarrow mapsto longmapsto uparrow downarrow
updownarrow Uparrow Downarrow Updownarrow nearrow searrow swarrow nwarrow hookrightarrow hookleftarrow
rightharpoonup rightharpoondown leftharpoonup leftharpoondown rightleftharpoons leadsto implies impliedby
iff xrightarrow xleftarrow rightsquigarrow circlearrowleft circlearrowright curvearrowright
"""
FUNCTIONS = """
arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf injlim ker lg lim liminf limsup
ln log max min mod bmod pmod Pr projlim sec sin sinh sup tan tanh
"""
DELIMITERS = """
left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm lbrace rbrace
lbrack rbrack langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert backslash
"""
REST = """
dots cdots ldots vdots ddots dotsb dotsc dotsi dotsm dotso quad qquad enspace thinspace medspace thickspace
negthinspace nonumber notag hline cr newline square blacksquare Box triangle triangledown angle
measuredangle top bot flat natural sharp clubsuit diamondsuit heartsuit spadesuit checkmark S P colon lq rq
"""
BLOCKS = """
align align* aligned alignat array bmatrix Bmatrix cases equation equation* gather gather* gathered matrix
multline multline* pmatrix smallmatrix split vmatrix Vmatrix
"""
ALLOWED = frozenset(
    " ".join((LETTERS, STYLES, BUILT, OPERATORS, RELATIONS, ARROWS, FUNCTIONS, DELIMITERS, REST)).split()
)
"""Commands, without their backslash."""
ENVIRONMENTS = frozenset(BLOCKS.split())
"""Of `\\begin{…}`."""
