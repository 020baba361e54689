"""The latency code: order, threshold and the bias channel."""
import json

from reading import equal, finish, tried


def encoded(values, **settings):
    ran = tried("encoder", "latency", {"values": [values]}, settings)
    if ran.returncode:
        return ran.stderr
    answer = json.loads(ran.stdout)
    return list(zip(answer["times"][0], answer["units"][0]))


equal("rising", encoded([0.5, 0.0, 1.0], t_max=20.0), [(0, 1), (10, 0), (20, 2)])
equal("falling", encoded([0.5, 0.0, 1.0], t_max=20.0, order="falling"), [(0, 2), (10, 0), (20, 1)])
equal("threshold", encoded([0.5, 0.0, 0.25, 0.2], t_max=20.0, order="falling", threshold=0.25), [(10, 0), (15, 2)])
equal("nothing below it", encoded([0.1, 0.2], t_max=20.0, threshold=0.5), [])
equal("bias", encoded([0.5], t_max=20.0, bias_at=3.0, threshold=0.6), [(3, 1)])
equal("beyond the range", "values in [0, 1]" in str(encoded([1.5])), True)
finish()
