/* A network trained by gradient descent, as anybody would write it in C: scalar loops over samples,
 * units and sources. theta holds, layer by layer, W row by row (into unit j, from unit k), then b.
 * Sizes, activation and loss are values at run time. */

#include <math.h>
#include <string.h>

enum { SIGMOID, TANH, RELU, IDENTITY };
enum { HALF_SQUARED_ERROR, CROSS_ENTROPY };
enum { MOST_LAYERS = 16 };

static inline double activated(int activation, double z)
{
    switch (activation) {
    case SIGMOID: return 1.0 / (1.0 + exp(-z));
    case TANH: return tanh(z);
    case RELU: return z > 0.0 ? z : 0.0;
    default: return z;
    }
}

static inline double slope(int activation, double a)
{
    switch (activation) {
    case SIGMOID: return a * (1.0 - a);
    case TANH: return 1.0 - a * a;
    default: return a > 0.0 ? 1.0 : 0.0;
    }
}

/* a = f(W x + b) of one layer. */
static inline void forward(int activation, long inputs, long units, const double *restrict W,
                           const double *restrict x, double *restrict a)
{
    const double *b = W + units * inputs;
    for (long j = 0; j < units; j++) {
        double z = b[j];
        for (long k = 0; k < inputs; k++) z += W[j * inputs + k] * x[k];
        a[j] = activated(activation, z);
    }
}

/* delta of the output layer from z in a, which becomes the prediction; returns the sample's loss. */
static inline double output(int loss, long units, const double *restrict y, double *restrict a,
                            double *restrict delta)
{
    double sum = 0.0, value = 0.0, top = a[0];
    if (loss == HALF_SQUARED_ERROR) {
        for (long j = 0; j < units; j++) {
            delta[j] = a[j] - y[j];
            value += 0.5 * delta[j] * delta[j];
        }
        return value;
    }
    for (long j = 1; j < units; j++)
        if (a[j] > top) top = a[j];
    for (long j = 0; j < units; j++) {
        value -= y[j] * (a[j] - top);
        a[j] = exp(a[j] - top);
        sum += a[j];
    }
    for (long j = 0; j < units; j++) {
        a[j] /= sum;
        delta[j] = a[j] - y[j];
    }
    return value + log(sum);
}

/* delta of the layer below. */
static inline void backward(int activation, long inputs, long units, const double *restrict W,
                            const double *restrict delta, const double *restrict a,
                            double *restrict below)
{
    for (long k = 0; k < inputs; k++) below[k] = 0.0;
    for (long j = 0; j < units; j++)
        for (long k = 0; k < inputs; k++) below[k] += delta[j] * W[j * inputs + k];
    for (long k = 0; k < inputs; k++) below[k] *= slope(activation, a[k]);
}

/* Adds one sample's share to the gradient of a layer. */
static inline void accumulate(long inputs, long units, const double *restrict delta,
                              const double *restrict x, double *restrict gradient)
{
    for (long j = 0; j < units; j++)
        for (long k = 0; k < inputs; k++) gradient[j * inputs + k] += delta[j] * x[k];
    for (long j = 0; j < units; j++) gradient[units * inputs + j] += delta[j];
}

/* Trains whole epochs; gradient: as long as theta; a, delta: room for one sample's units of all
 * layers, inputs included. Returns the mean of the batches' losses. */
double train(long layers, const long *sizes, int activation, int loss, long samples, long batch,
             long epochs, double rate, const double *x, const double *y, double *restrict theta,
             double *restrict gradient, double *restrict a, double *restrict delta)
{
    const long updates = epochs * (samples / batch), outputs = sizes[layers];
    const double share = rate / batch;
    long weights[MOST_LAYERS + 1] = {0}, units[MOST_LAYERS + 1] = {0}; /* where a layer begins */
    double total = 0.0;
    for (long l = 0; l < layers; l++) {
        weights[l + 1] = weights[l] + sizes[l + 1] * (sizes[l] + 1);
        units[l + 1] = units[l] + sizes[l];
    }
    for (long update = 0, sample = 0; update < updates; update++) {
        double value = 0.0;
        memset(gradient, 0, weights[layers] * sizeof(double));
        for (long n = 0; n < batch; n++, sample++) {
            if (sample == samples) sample = 0;
            const double *in = x + sample * sizes[0];
            for (long l = 0; l < layers; l++)
                forward(l < layers - 1 ? activation : IDENTITY, sizes[l], sizes[l + 1],
                        theta + weights[l], l ? a + units[l] : in, a + units[l + 1]);
            value += output(loss, outputs, y + sample * outputs, a + units[layers],
                            delta + units[layers]);
            for (long l = layers - 1; l > 0; l--)
                backward(activation, sizes[l], sizes[l + 1], theta + weights[l],
                         delta + units[l + 1], a + units[l], delta + units[l]);
            for (long l = 0; l < layers; l++)
                accumulate(sizes[l], sizes[l + 1], delta + units[l + 1], l ? a + units[l] : in,
                           gradient + weights[l]);
        }
        for (long p = 0; p < weights[layers]; p++) theta[p] -= share * gradient[p];
        total += value / batch;
    }
    return total / updates;
}
